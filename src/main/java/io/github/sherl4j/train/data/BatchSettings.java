package io.github.sherl4j.train.data;

import io.github.sherl4j.BadInputException;

/**
 * How rows become batches.
 *
 * @param batch rows a batch
 * @param padTo length to pad every batch to; 0 pads to its longest row
 * @param shuffle whether each epoch has its own random order
 * @param dropLast whether an incomplete last batch is left out
 * @param bucket whether rows of similar length share a batch; needs {@code shuffle}
 * @param seed of the orders; an epoch's order depends on seed and epoch alone
 */
public record BatchSettings(
    int batch, int padTo, boolean shuffle, boolean dropLast, boolean bucket, long seed) {

  /**
   * Checks the ranges.
   *
   * @throws BadInputException naming the setting that is out of range
   */
  public BatchSettings {
    check(batch >= 1, "a batch of " + batch + " rows", "at least 1");
    check(padTo >= 0, "a padding length of " + padTo, "0 or more");
    check(shuffle || !bucket, "buckets without shuffling", "both or neither");
  }

  /** File order, nothing dropped: for evaluation and prediction. */
  public static BatchSettings inOrder(int batch, int padTo) {
    return new BatchSettings(batch, padTo, false, false, false, 0);
  }

  private static void check(boolean right, String found, String expected) {
    if (!right) {
      throw new BadInputException(found, expected, "the batch settings", "give another value");
    }
  }
}
