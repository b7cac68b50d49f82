package io.github.sherl4j.transform;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.plan.Features;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Features of several streams as one vector, one behind the other. */
final class JoinedFeatures implements Features {

  private final List<PlannedFeatures> parts;
  private SDVariable pooled;

  JoinedFeatures(List<PlannedFeatures> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public SDVariable pooled() {
    if (pooled == null) {
      SDVariable[] all = parts.stream().map(PlannedFeatures::pooled).toArray(SDVariable[]::new);
      SameDiff graph = all[0].getSameDiff();
      for (int i = 1; i < all.length; i++) {
        all[i] = all[i].dataType() == all[0].dataType() ? all[i] : all[i].castTo(all[0].dataType());
      }
      pooled = graph.concat(1, all);
    }
    return pooled;
  }

  @Override
  public SDVariable tokens() {
    throw new MismatchException(
        "features of " + parts.size() + " streams",
        "features of one, [batch, tokens, width]",
        "the features",
        "name a tensor of tokens with --features");
  }
}
