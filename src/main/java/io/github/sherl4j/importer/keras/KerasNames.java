package io.github.sherl4j.importer.keras;

import java.util.HashSet;
import java.util.Set;

/**
 * Names of variables. Inputs keep theirs; all others get a prefix with a dot, which no automatic
 * name of SameDiff has.
 */
final class KerasNames {

  private static final String PREFIX = "keras.";

  private final Set<String> used = new HashSet<>();

  String input(String name) {
    return unique(name.replace(':', '_'));
  }

  String tensor(String name) {
    return unique(PREFIX + name.replaceAll("[^A-Za-z0-9_.]", "_"));
  }

  private String unique(String name) {
    String candidate = name;
    for (int i = 1; !used.add(candidate); i++) {
      candidate = name + "." + i;
    }
    return candidate;
  }
}
