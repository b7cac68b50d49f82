package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.engine.SafeNorms;
import java.util.Optional;

/** (x − mean) / √(variance + epsilon) over the last axis, without gain and bias. */
final class LayerNorm implements Fusion {

  @Override
  public String pattern() {
    return "LayerNorm";
  }

  @Override
  public Optional<Fused> match(Step root) {
    return RootMeanSquare.of(root)
        .flatMap(
            r ->
                centred(r.value())
                    .map(
                        x ->
                            Fused.of(
                                pattern(),
                                x,
                                (sd, in) ->
                                    SafeNorms.standardizeRows(
                                        sd, in.get(0), x.rank(), r.width(), r.epsilon()))));
  }

  /** The x of x − mean(x). */
  private static Optional<Value> centred(Value difference) {
    return difference
        .madeBy("Sub")
        .filter(
            s -> RootMeanSquare.meanOf(s.inputs().get(1)).equals(Optional.of(s.inputs().get(0))))
        .map(s -> s.inputs().get(0));
  }
}
