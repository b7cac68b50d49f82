package io.github.sherl4j.transform;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.plan.Features;
import io.github.sherl4j.plan.Pooling;
import io.github.sherl4j.plan.TuningGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/** The features of a plan, in the form that the task asks for. */
final class PlannedFeatures implements Features {

  private final TuningGraph editor;
  private final String tensor;
  private final int rank;
  private final Pooling pooling;
  private SDVariable pooled;

  PlannedFeatures(TuningGraph editor, String tensor, int rank, Pooling pooling) {
    this.editor = editor;
    this.tensor = tensor;
    this.rank = rank;
    this.pooling = pooling;
  }

  @Override
  public SDVariable pooled() {
    if (pooled == null) {
      pooled = Pool.of(editor, tensor, rank, pooling);
    }
    return pooled;
  }

  @Override
  public SDVariable tokens() {
    if (rank != 3) {
      throw new MismatchException(
          "features of rank " + rank,
          "features of rank 3, [batch, tokens, width]",
          tensor,
          "name a tensor of tokens with --features");
    }
    return editor.tensor(tensor);
  }
}
