package io.github.sherl4j.importer;

import java.util.List;

/**
 * One operator of an imported model, after constants were folded away, in the words of the file.
 * Discovery reads the model as a list of these in topological order.
 *
 * @param name unique name of the operator
 * @param type operator type in the file's vocabulary, such as {@code MatMul}
 * @param inputs file names of the tensors it reads that depend on the model's inputs
 * @param weights file names of the float initializers it reads
 * @param outputs file names of the tensors it makes
 */
public record OpNode(
    String name, String type, List<String> inputs, List<String> weights, List<String> outputs) {

  /** Defensive copies. */
  public OpNode {
    inputs = List.copyOf(inputs);
    weights = List.copyOf(weights);
    outputs = List.copyOf(outputs);
  }
}
