package io.github.sherl4j.train.optim;

/** The optimisers by name. */
public enum Optimizers {
  /** Adam with decoupled weight decay. */
  ADAMW {
    @Override
    public Optimizer create(double weightDecay, Decay decay) {
      return new AdamW(weightDecay, decay);
    }
  },
  /** Plain gradient descent. */
  SGD {
    @Override
    public Optimizer create(double weightDecay, Decay decay) {
      return new Sgd(weightDecay, decay);
    }
  };

  /** A fresh optimiser without state. */
  public abstract Optimizer create(double weightDecay, Decay decay);
}
