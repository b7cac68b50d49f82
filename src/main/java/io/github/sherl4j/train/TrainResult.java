package io.github.sherl4j.train;

import java.util.List;

/**
 * What a training run did.
 *
 * @param steps optimiser steps taken
 * @param losses loss of every step
 * @param peakLiveBytes largest bytes held by activations and gradients in any step
 * @param peakResidentBytes the process's largest resident set; −1 where unknown
 * @param cpuSecondsPerStep mean process CPU time
 * @param wallSeconds elapsed time
 */
public record TrainResult(
    long steps,
    List<Double> losses,
    long peakLiveBytes,
    long peakResidentBytes,
    double cpuSecondsPerStep,
    double wallSeconds) {

  /** Defensive copy. */
  public TrainResult {
    losses = List.copyOf(losses);
  }

  /** Mean loss of the last tenth of the steps: steadier than the last one alone. */
  public double finalLoss() {
    int from = losses.size() - Math.max(1, losses.size() / 10);
    return losses.subList(from, losses.size()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }
}
