package io.github.sherl4j.train.optim;

/** How the learning rate changes over the steps, after a linear warm-up. */
public enum Schedule {
  /** Falls linearly to 0. */
  LINEAR {
    @Override
    double after(double progress) {
      return 1 - progress;
    }
  },
  /** Falls to 0 along half a cosine. */
  COSINE {
    @Override
    double after(double progress) {
      return 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  },
  /** Stays. */
  CONSTANT {
    @Override
    double after(double progress) {
      return 1;
    }
  };

  /**
   * Factor on the base rate.
   *
   * @param step 0-based step
   * @param total number of steps planned
   * @param warmup fraction of {@code total} spent rising linearly
   */
  public double factor(long step, long total, double warmup) {
    double rising = Math.floor(warmup * total);
    if (step < rising) {
      return (step + 1) / rising;
    }
    return after((step - rising) / Math.max(1, total - rising));
  }

  abstract double after(double progress);
}
