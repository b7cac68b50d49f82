package io.github.sherl4j.importer.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A network as its configuration describes it.
 *
 * @param nodes in the order in which the parameter vector holds their weights; each after those it
 *     reads
 * @param inputs names of what it is fed with
 * @param outputs names of the nodes whose results it gives
 * @param doubles whether it computes in 64 bits
 * @param where names it in messages
 */
record Network(
    List<Node> nodes, List<String> inputs, List<String> outputs, boolean doubles, String where) {

  Network {
    nodes = List.copyOf(nodes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Nodes by what they read, each in the order of the network. */
  Map<String, List<Node>> readers() {
    Map<String, List<Node>> readers = new HashMap<>();
    for (Node node : nodes) {
      for (String input : new LinkedHashSet<>(node.inputs())) {
        readers.computeIfAbsent(input, n -> new ArrayList<>()).add(node);
      }
    }
    return readers;
  }
}
