package io.github.sherl4j.engine;

import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * An operator of a SameDiff graph with the names of what it reads and makes.
 *
 * @param name its own name
 * @param function what it does
 * @param inputs names of variables, in the order of its arguments
 * @param outputs names of variables
 */
public record GraphOp(
    String name, DifferentialFunction function, List<String> inputs, List<String> outputs) {

  /** Defensive copies. */
  public GraphOp {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The operators of a graph, producers before consumers. */
  public static List<GraphOp> of(SameDiff graph) {
    return TopologicalOps.of(graph).stream()
        .map(op -> new GraphOp(op.getName(), op.getOp(), FrozenOps.inputs(op), op.getOutputsOfOp()))
        .toList();
  }

  /** SameDiff's word for what it does, such as {@code matmul}. */
  public String type() {
    return function.opName();
  }
}
