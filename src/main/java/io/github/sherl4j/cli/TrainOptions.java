package io.github.sherl4j.cli;

import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.optim.Decay;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.train.optim.Schedule;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to train (contract, section 4). */
final class TrainOptions {

  @Option(names = "--optimizer", defaultValue = "adamw", description = "adamw or sgd.")
  private Optimizers optimizer;

  @Option(names = "--lr", description = "Learning rate (default: the method's own).")
  private Double rate;

  @Option(names = "--weight-decay", defaultValue = "0.01", description = "Weight decay.")
  private double weightDecay;

  @Option(names = "--decay", defaultValue = "matrices", description = "Decay matrices or all.")
  private Decay decay;

  @Option(names = "--warmup", defaultValue = "0.1", description = "Fraction of steps rising.")
  private double warmup;

  @Option(
      names = "--schedule",
      defaultValue = "linear",
      description = "linear, cosine or constant.")
  private Schedule schedule;

  @Option(names = "--clip", defaultValue = "1.0", description = "Gradient norm limit; 0 = off.")
  private double clip;

  @Option(names = "--accumulate", defaultValue = "1", description = "Batches a step.")
  private int accumulate;

  @Option(names = "--epochs", defaultValue = "2", description = "Passes over the data.")
  private int epochs;

  @Option(names = "--steps", defaultValue = "0", description = "Steps instead of epochs.")
  private long steps;

  @Option(
      names = "--lr-group",
      paramLabel = "GLOB=RATE",
      description = "Learning rate of the parameters that match, e.g. 'head.*=1e-2'; repeatable.")
  private Map<String, Double> groups = Map.of();

  @Option(
      names = "--patience",
      defaultValue = "0",
      description = "Stop after so many evaluations of --dev without progress; 0 = never.")
  private int patience;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      description =
          "Fit weights, optimiser and a step into this, e.g. 900MB or 1.5GB: recomputing, smaller"
              + " batches, then smaller adapters; options that are given stay.")
  private String budget;

  @Option(
      names = "--recompute",
      description =
          "Compute activations again in the backward pass instead of keeping them: less memory, more"
              + " time, the same numbers.")
  private boolean recompute;

  @Option(names = "--seed", defaultValue = "0", description = "Seed of everything random.")
  private long seed;

  /** What training may take; empty where it may take what it needs. */
  Optional<MemorySize> budget() {
    return Optional.ofNullable(budget).map(MemorySize::parse);
  }

  long seed() {
    return seed;
  }

  TrainConfig config(double methodRate) {
    TrainConfig.Builder builder = TrainConfig.builder();
    groups.forEach(builder::group);
    return builder
        .optimizer(optimizer)
        .rate(rate == null ? methodRate : rate)
        .weightDecay(weightDecay)
        .decay(decay)
        .warmup(warmup)
        .schedule(schedule)
        .clip(clip)
        .accumulate(accumulate)
        .epochs(epochs)
        .steps(steps)
        .seed(seed)
        .patience(patience)
        .recompute(recompute)
        .build();
  }
}
