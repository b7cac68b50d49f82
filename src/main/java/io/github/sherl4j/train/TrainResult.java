package io.github.sherl4j.train;

import java.util.List;
import java.util.Optional;

/**
 * What a training run did.
 *
 * @param end why it ended
 * @param steps optimiser steps taken
 * @param keptStep the step whose weights the model has now: the best on held-out data, else the
 *     last
 * @param losses loss of every step
 * @param epochs evaluations on held-out data, if there was any
 * @param peakLiveBytes largest bytes held by activations and gradients in any step
 * @param memory the fullest batch by what memory was there for; empty where a session ran it
 * @param peakResidentBytes the process's largest resident set; −1 where unknown
 * @param cpuSecondsPerStep mean process CPU time of the steps this process took
 * @param wallSeconds elapsed time in this process
 */
public record TrainResult(
    End end,
    long steps,
    long keptStep,
    List<Double> losses,
    List<EpochReport> epochs,
    long peakLiveBytes,
    Optional<TrainingMemory> memory,
    long peakResidentBytes,
    double cpuSecondsPerStep,
    double wallSeconds) {

  /** Why training ended. */
  public enum End {
    /** All steps were taken. */
    COMPLETE,
    /** The score had not become better for as many evaluations as patience allows. */
    PATIENCE,
    /** Someone asked it to stop. */
    STOPPED
  }

  /** Defensive copies. */
  public TrainResult {
    losses = List.copyOf(losses);
    epochs = List.copyOf(epochs);
  }

  /** Mean loss of the last tenth of the steps: steadier than the last one alone. */
  public double finalLoss() {
    int from = losses.size() - Math.max(1, losses.size() / 10);
    return losses.subList(Math.max(0, from), losses.size()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }
}
