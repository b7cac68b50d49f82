package io.github.sherl4j.train;

import com.google.common.base.Preconditions;
import io.github.sherl4j.train.optim.Decay;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.train.optim.Schedule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How to train. Immutable; defaults are those that work for SHERL on small data. */
public final class TrainConfig {

  private final Optimizers optimizer;
  private final double rate;
  private final double weightDecay;
  private final Decay decay;
  private final double warmup;
  private final Schedule schedule;
  private final double clip;
  private final int accumulate;
  private final int epochs;
  private final long steps;
  private final long seed;
  private final int patience;
  private final boolean recompute;
  private final Map<String, Double> groups;

  private TrainConfig(Builder b) {
    optimizer = b.optimizer;
    rate = b.rate;
    weightDecay = b.weightDecay;
    decay = b.decay;
    warmup = b.warmup;
    schedule = b.schedule;
    clip = b.clip;
    accumulate = b.accumulate;
    epochs = b.epochs;
    steps = b.steps;
    seed = b.seed;
    patience = b.patience;
    recompute = b.recompute;
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(b.groups));
    check(rate > 0 && Double.isFinite(rate), "learning rate %s is not above 0", rate);
    check(weightDecay >= 0, "weight decay %s is below 0", weightDecay);
    check(warmup >= 0 && warmup <= 1, "warm-up %s is not a fraction", warmup);
    check(clip >= 0, "clipping norm %s is below 0", clip);
    check(accumulate >= 1, "accumulation %s is below 1", accumulate);
    check(patience >= 0, "patience %s is below 0", patience);
    groups.forEach(
        (glob, r) -> check(r > 0 && Double.isFinite(r), "learning rate %s is not above 0", r));
    check(epochs >= 1 || steps >= 1, "neither epochs (%s) nor steps are above 0", epochs);
  }

  private static void check(boolean right, String template, Object value) {
    Preconditions.checkArgument(right, template, value);
  }

  /** AdamW, rate 5e-3, decay 0.01 of matrices, 10 % warm-up, linear, clip 1, 2 epochs, seed 0. */
  public static Builder builder() {
    return new Builder();
  }

  /** The optimiser. */
  public Optimizers optimizer() {
    return optimizer;
  }

  /** Base learning rate. */
  public double rate() {
    return rate;
  }

  /** Decoupled weight decay. */
  public double weightDecay() {
    return weightDecay;
  }

  /** What weight decay applies to. */
  public Decay decay() {
    return decay;
  }

  /** Fraction of the steps with a rising rate. */
  public double warmup() {
    return warmup;
  }

  /** How the rate falls. */
  public Schedule schedule() {
    return schedule;
  }

  /** Largest global gradient norm; 0 = no clipping. */
  public double clip() {
    return clip;
  }

  /** Batches whose mean gradient makes one step. */
  public int accumulate() {
    return accumulate;
  }

  /** Passes over the data; used where {@link #steps()} is 0. */
  public int epochs() {
    return epochs;
  }

  /** Number of steps, or 0 to train whole epochs. */
  public long steps() {
    return steps;
  }

  /** Seed of dropout. */
  public long seed() {
    return seed;
  }

  /** Evaluations without a better score after which training stops; 0 = never. */
  public int patience() {
    return patience;
  }

  /**
   * Whether the backward pass computes activations of the trained route again, part by part,
   * instead of keeping them (gradient checkpointing): less memory, more time, the same numbers.
   */
  public boolean recompute() {
    return recompute;
  }

  /** The same settings with other ways of saving memory. */
  public TrainConfig saving(int batchesAStep, boolean computeAgain) {
    return copy().accumulate(batchesAStep).recompute(computeAgain).build();
  }

  private Builder copy() {
    Builder b = new Builder();
    b.optimizer = optimizer;
    b.rate = rate;
    b.weightDecay = weightDecay;
    b.decay = decay;
    b.warmup = warmup;
    b.schedule = schedule;
    b.clip = clip;
    b.accumulate = accumulate;
    b.epochs = epochs;
    b.steps = steps;
    b.seed = seed;
    b.patience = patience;
    b.recompute = recompute;
    b.groups.putAll(groups);
    return b;
  }

  /**
   * Base learning rates of parameters that do not use {@link #rate()}: glob over the names in
   * {@code TunedModel.trained()} → rate; the first that matches counts.
   */
  public Map<String, Double> groups() {
    return groups;
  }

  /** Everything that decides what training computes, as text; two equal maps train alike. */
  public Map<String, String> identity() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("optimizer", optimizer.toString());
    all.put("lr", "" + rate);
    groups.forEach((glob, r) -> all.put("lr of " + glob, "" + r));
    all.put("weight-decay", "" + weightDecay);
    all.put("decay", decay.toString());
    all.put("warmup", "" + warmup);
    all.put("schedule", schedule.toString());
    all.put("clip", "" + clip);
    all.put("accumulate", "" + accumulate);
    all.put("epochs", steps > 0 ? "by steps" : "" + epochs);
    all.put("steps", "" + steps);
    all.put("seed", "" + seed);
    all.put("patience", "" + patience);
    return all;
  }

  /** Collects settings; {@link #build()} validates. Not thread-safe. */
  public static final class Builder {
    private Optimizers optimizer = Optimizers.ADAMW;
    private double rate = 5e-3;
    private double weightDecay = 0.01;
    private Decay decay = Decay.MATRICES;
    private double warmup = 0.1;
    private Schedule schedule = Schedule.LINEAR;
    private double clip = 1;
    private int accumulate = 1;
    private int epochs = 2;
    private long steps;
    private long seed;
    private int patience;
    private boolean recompute;
    private final Map<String, Double> groups = new LinkedHashMap<>();

    private Builder() {}

    /** See {@link TrainConfig#optimizer()}. */
    public Builder optimizer(Optimizers value) {
      optimizer = value;
      return this;
    }

    /** See {@link TrainConfig#rate()}. */
    public Builder rate(double value) {
      rate = value;
      return this;
    }

    /** See {@link TrainConfig#weightDecay()}. */
    public Builder weightDecay(double value) {
      weightDecay = value;
      return this;
    }

    /** See {@link TrainConfig#decay()}. */
    public Builder decay(Decay value) {
      decay = value;
      return this;
    }

    /** See {@link TrainConfig#warmup()}. */
    public Builder warmup(double value) {
      warmup = value;
      return this;
    }

    /** See {@link TrainConfig#schedule()}. */
    public Builder schedule(Schedule value) {
      schedule = value;
      return this;
    }

    /** See {@link TrainConfig#clip()}. */
    public Builder clip(double value) {
      clip = value;
      return this;
    }

    /** See {@link TrainConfig#accumulate()}. */
    public Builder accumulate(int value) {
      accumulate = value;
      return this;
    }

    /** See {@link TrainConfig#epochs()}. */
    public Builder epochs(int value) {
      epochs = value;
      return this;
    }

    /** See {@link TrainConfig#steps()}. */
    public Builder steps(long value) {
      steps = value;
      return this;
    }

    /** See {@link TrainConfig#seed()}. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** See {@link TrainConfig#patience()}. */
    public Builder patience(int value) {
      patience = value;
      return this;
    }

    /** See {@link TrainConfig#recompute()}. */
    public Builder recompute(boolean value) {
      recompute = value;
      return this;
    }

    /** Adds a group with its own rate; see {@link TrainConfig#groups()}. */
    public Builder group(String glob, double value) {
      groups.put(glob, value);
      return this;
    }

    /**
     * Builds the configuration.
     *
     * @throws IllegalArgumentException naming the value out of range
     */
    public TrainConfig build() {
      return new TrainConfig(this);
    }
  }
}
