package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.engine.SafeOps;
import java.util.Optional;

/** x·(tanh(√(2/π)·(x + 0.044715·x³)) + 1)/2. */
final class TanhGelu implements Fusion {

  private static final double RATE = Math.sqrt(2 / Math.PI);

  @Override
  public String pattern() {
    return "tanh GELU";
  }

  @Override
  public Optional<Fused> match(Step root) {
    return Gate.of(root, "Tanh", 0, RATE, 0, RATE * 0.044715)
        .map(x -> Fused.of(pattern(), x, (sd, in) -> SafeOps.geluTanh(sd, in.get(0))));
  }
}
