package io.github.sherl4j.importer.onnx;

import java.util.HashSet;
import java.util.Set;

/**
 * Gives tensors of a file the names of their variables. Inputs keep theirs; all others get a prefix
 * with a dot, which no automatic name of SameDiff has, so that the two never meet (a tensor named
 * {@code add_4} would). Characters that SameDiff gives a meaning are replaced.
 */
final class VariableNames {

  private static final String PREFIX = "onnx.";

  private final Set<String> used = new HashSet<>();

  /** The name of an input's placeholder. */
  String input(String name) {
    return unique(name.replace(':', '_'));
  }

  /** The name of any other tensor. */
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
