package io.github.sherl4j.importer.layers;

import java.util.HashSet;
import java.util.Set;

/**
 * Names of variables. Inputs keep theirs; all others get a prefix with a dot, which no automatic
 * name of SameDiff has.
 */
final class VariableNames {

  private final Set<String> used = new HashSet<>();
  private final String prefix;

  VariableNames(String format) {
    prefix = format + ".";
  }

  String input(String name) {
    return unique(name.replace(':', '_'));
  }

  String tensor(String name) {
    return unique(prefix + name.replaceAll("[^A-Za-z0-9_.]", "_"));
  }

  private String unique(String name) {
    String candidate = name;
    for (int i = 1; !used.add(candidate); i++) {
      candidate = name + "." + i;
    }
    return candidate;
  }
}
