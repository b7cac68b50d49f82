package io.github.sherl4j.importer.onnx.fuse;

import java.util.List;

/** The patterns that are looked for, larger ones first. */
public final class Fusions {

  private static final List<Fusion> ALL =
      List.of(new LayerNorm(), new RmsNorm(), new Gelu(), new TanhGelu(), new TransposedProduct());

  private Fusions() {}

  /** All of them. */
  public static List<Fusion> all() {
    return ALL;
  }
}
