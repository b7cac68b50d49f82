package io.github.sherl4j.cli.quickstart;

import java.util.List;

/**
 * What one method reached.
 *
 * @param method its name
 * @param accuracy fraction of the test rows told right
 * @param trainableParameters elements that it trained, its head included
 * @param peakLiveBytes largest bytes held by activations and gradients in any step
 * @param cpuSecondsPerStep mean CPU time of a step over all threads
 * @param losses loss of every step
 */
public record MethodRow(
    String method,
    double accuracy,
    long trainableParameters,
    long peakLiveBytes,
    double cpuSecondsPerStep,
    List<Double> losses) {

  /** Defensive copy. */
  public MethodRow {
    losses = List.copyOf(losses);
  }
}
