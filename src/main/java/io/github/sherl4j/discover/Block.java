package io.github.sherl4j.discover;

import io.github.sherl4j.importer.OpNode;
import java.util.List;

/**
 * One repeated block of a backbone. Immutable.
 *
 * @param index position in its chain, from 0
 * @param inputTensor file name of the tensor it takes from the block before
 * @param outputTensor file name of the tensor it hands on
 * @param ops its operators in topological order, those included that prepare something for it
 *     alone, such as the keys and values of cross attention
 * @param weights file names of the weights they read, in that order; several blocks may share one
 * @param parameters elements of these weights
 */
public record Block(
    int index,
    String inputTensor,
    String outputTensor,
    List<OpNode> ops,
    List<String> weights,
    long parameters) {

  /** Defensive copies. */
  public Block {
    ops = List.copyOf(ops);
    weights = List.copyOf(weights);
  }
}
