package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A layer or vertex of a network.
 *
 * @param name its name; unique
 * @param type simple name of its class, such as {@code DenseLayer} or {@code MergeVertex}
 * @param config its settings
 * @param preprocessor the settings of what its input goes through first; missing if nothing
 * @param inputs names of nodes or network inputs
 * @param position its place in the configuration, from 0
 */
record Node(
    String name,
    String type,
    JsonNode config,
    JsonNode preprocessor,
    List<String> inputs,
    int position) {

  Node {
    inputs = List.copyOf(inputs);
  }
}
