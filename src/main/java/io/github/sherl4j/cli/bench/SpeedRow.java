package io.github.sherl4j.cli.bench;

import io.github.sherl4j.engine.run.Profile;
import java.util.List;

/**
 * How fast one shape runs by one method.
 *
 * @param shape name of the model's shape
 * @param method {@code frozen-forward} and {@code onnxruntime-forward} run the model up to its
 *     features; the others are training steps
 * @param store whether the frozen part came from a feature store
 * @param batch rows a batch
 * @param tokens tokens a row
 * @param cpuSecondsPerStep CPU time of the process, median over the steps
 * @param wallSecondsPerStep elapsed, median
 * @param tokensPerSecond by elapsed time
 * @param matmulShare fraction of the elapsed time of all calls in products; NaN if not known
 * @param gflopsPerCpuSecond arithmetic of products over the CPU time of whole steps; NaN likewise
 * @param matmulPeakGflopsPerCpuSecond what one large product reaches on this machine
 * @param profile by kind of call, the longest first
 */
public record SpeedRow(
    String shape,
    String method,
    boolean store,
    int batch,
    int tokens,
    double cpuSecondsPerStep,
    double wallSecondsPerStep,
    double tokensPerSecond,
    double matmulShare,
    double gflopsPerCpuSecond,
    double matmulPeakGflopsPerCpuSecond,
    List<Profile.Row> profile) {

  /** Makes the record immutable. */
  public SpeedRow {
    profile = List.copyOf(profile);
  }
}
