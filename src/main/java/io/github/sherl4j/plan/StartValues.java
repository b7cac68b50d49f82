package io.github.sherl4j.plan;

import java.util.SplittableRandom;

/** Start values of a new parameter, drawn element by element in C order. */
@FunctionalInterface
public interface StartValues {

  /** The next element. */
  double next(SplittableRandom random);

  /** PyTorch's default for linear layers: uniform in ±1/√fanIn. */
  static StartValues torchDefault(long fanIn) {
    double bound = 1 / Math.sqrt((double) fanIn);
    return r -> (2 * r.nextDouble() - 1) * bound;
  }

  /** Normal with mean 0. */
  static StartValues normal(double deviation) {
    return r -> deviation * r.nextGaussian();
  }

  /** Xavier: uniform in ±√(6 / (fanIn + fanOut)). */
  static StartValues xavier(long fanIn, long fanOut) {
    double bound = Math.sqrt(6.0 / (fanIn + fanOut));
    return r -> (2 * r.nextDouble() - 1) * bound;
  }

  /** Every element the same. */
  static StartValues constant(double value) {
    return r -> value;
  }
}
