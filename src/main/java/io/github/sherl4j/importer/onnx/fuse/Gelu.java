package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.engine.SafeOps;
import java.util.Optional;

/** x·(erf(x/√2) + 1)/2. */
final class Gelu implements Fusion {

  @Override
  public String pattern() {
    return "GELU";
  }

  @Override
  public Optional<Fused> match(Step root) {
    return Gate.of(root, "Erf", 0, Math.sqrt(0.5))
        .map(x -> Fused.of(pattern(), x, (sd, in) -> SafeOps.gelu(sd, in.get(0))));
  }
}
