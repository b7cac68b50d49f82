package io.github.sherl4j.importer.dl4j;

import java.util.List;
import java.util.Optional;

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

  /** Nodes that read a result. */
  List<Node> readers(String name) {
    return nodes.stream().filter(n -> n.inputs().contains(name)).toList();
  }

  Optional<Node> node(String name) {
    return nodes.stream().filter(n -> n.name().equals(name)).findFirst();
  }
}
