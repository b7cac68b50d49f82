package io.github.sherl4j.importer;

import io.github.sherl4j.NoMatchException;
import java.util.List;

/**
 * Operators of a model file that became few operations of the graph.
 *
 * @param pattern what they are, such as {@code LayerNorm}
 * @param output file name of the tensor that they make
 * @param interior file names of the tensors between them, which the graph does not have
 */
public record FusedPattern(String pattern, String output, List<String> interior) {

  /** Defensive copy. */
  public FusedPattern {
    interior = List.copyOf(interior);
  }

  /** Says that a tensor of the interior was asked for. */
  NoMatchException refusal(String tensor) {
    return new NoMatchException(
        "tensor " + tensor + ", which is inside a fused " + pattern,
        "a tensor of the graph, such as its result " + output,
        tensor,
        "open the model with its operators as they are: --no-fuse, or ImportOptions.fuse(false)");
  }
}
