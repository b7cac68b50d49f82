package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.UnsupportedOpException;

/** Files that versions before 1.0.0 wrote. */
final class Older {

  private Older() {}

  static UnsupportedOpException refusal(String found, String where) {
    return new UnsupportedOpException(
        found + ": a file of Deeplearning4j before 1.0.0",
        "one that 1.0.0 wrote",
        where,
        "load it once with Deeplearning4j 1.0.0 (ModelSerializer.restoreMultiLayerNetwork or"
            + " restoreComputationGraph) and save it again with network.save(file)");
  }
}
