package io.github.sherl4j.engine.run;

import java.util.List;

/** All lowerings; the first that takes an op wins. */
final class Lowerings {

  private static final List<Lowering> ALL =
      List.of(
          new AliasLowering(),
          new ProductGradient(),
          new BroadcastGradient(),
          new QuotientGradient(),
          new SoftmaxGradient(),
          new PlainLowering());

  private Lowerings() {}

  static void apply(Draft draft) {
    for (Lowering lowering : ALL) {
      if (lowering.apply(draft)) {
        return;
      }
    }
  }
}
