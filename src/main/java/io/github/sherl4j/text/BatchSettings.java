package io.github.sherl4j.text;

import com.google.common.base.Preconditions;

/**
 * How rows become batches.
 *
 * @param batch rows a batch
 * @param padTo length to pad every batch to; 0 pads to its longest row
 * @param shuffle whether each epoch has its own random order
 * @param dropLast whether an incomplete last batch is left out
 * @param bucket whether rows of similar length share a batch (with {@code shuffle} only)
 * @param seed of the orders; an epoch's order depends on seed and epoch alone
 */
public record BatchSettings(
    int batch, int padTo, boolean shuffle, boolean dropLast, boolean bucket, long seed) {

  /** Checks the ranges. */
  public BatchSettings {
    Preconditions.checkArgument(batch >= 1, "batch size %s is below 1", batch);
    Preconditions.checkArgument(padTo >= 0, "padding length %s is below 0", padTo);
  }

  /** File order, nothing dropped: for evaluation and prediction. */
  public static BatchSettings inOrder(int batch, int padTo) {
    return new BatchSettings(batch, padTo, false, false, false, 0);
  }
}
