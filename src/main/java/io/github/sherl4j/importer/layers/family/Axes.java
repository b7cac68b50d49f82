package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.importer.layers.LayerConfig;
import java.util.List;

/** Axes as settings name them: counted from the end if negative, or a list of one. */
final class Axes {

  private Axes() {}

  static int of(LayerConfig config, String key, int otherwise, int rank) {
    List<Long> given = config.has(key) ? config.integers(key) : List.of((long) otherwise);
    long axis = given.size() == 1 ? given.get(0) : rank;
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw config.corrupt(key + " = " + given, "one axis of " + rank);
    }
    return (int) counted;
  }
}
