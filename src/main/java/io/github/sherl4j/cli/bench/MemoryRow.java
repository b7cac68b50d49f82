package io.github.sherl4j.cli.bench;

/**
 * What training one shape by one method took. All in bytes but for the counts.
 *
 * @param shape name of the model's shape
 * @param method tuning method
 * @param batch rows a batch
 * @param tokens tokens a row; of pictures, places of the map that the head reads
 * @param livePeakBytes allocated for activations and gradients by real training steps, counted at
 *     the blocks of memory
 * @param boundBytes what any exact way to run the same calls must hold
 * @param planBytes what was said before, from shapes alone
 * @param residentPeakBytes growth of the process's resident set over the state before step 1: live
 *     bytes, optimiser state, what native calls take for themselves, the JVM's own; less where
 *     memory of earlier rows is used again; −1 where the system does not tell
 * @param backwardOps calls of a step for the gradient
 * @param unusedBackwardOps those of them that no result needs
 */
public record MemoryRow(
    String shape,
    String method,
    int batch,
    int tokens,
    long livePeakBytes,
    long boundBytes,
    long planBytes,
    long residentPeakBytes,
    int backwardOps,
    int unusedBackwardOps) {

  private static final double PLAN_TOLERANCE = 0.02;
  private static final double BOUND_TOLERANCE = 1.10;

  /** Whether the plan was right within 2 %, and enough. */
  public boolean asPlanned() {
    return livePeakBytes <= planBytes
        && planBytes - livePeakBytes <= PLAN_TOLERANCE * livePeakBytes;
  }

  /** Whether at most a tenth more was held than had to be. */
  public boolean nearBound() {
    return livePeakBytes <= BOUND_TOLERANCE * boundBytes;
  }

  /** Whether nothing is to be complained of. */
  public boolean ok() {
    return asPlanned() && nearBound() && unusedBackwardOps == 0;
  }
}
