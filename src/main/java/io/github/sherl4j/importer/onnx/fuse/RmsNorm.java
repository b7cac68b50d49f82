package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.engine.SafeNorms;
import java.util.Optional;

/** x / √(mean of squares + epsilon) over the last axis, without gain. */
final class RmsNorm implements Fusion {

  @Override
  public String pattern() {
    return "RMSNorm";
  }

  @Override
  public Optional<Fused> match(Step root) {
    return RootMeanSquare.of(root)
        .map(
            r ->
                Fused.of(
                    pattern(),
                    r.value(),
                    (sd, in) ->
                        SafeNorms.rmsRows(
                            sd, in.get(0), r.value().rank(), r.width(), r.epsilon())));
  }
}
