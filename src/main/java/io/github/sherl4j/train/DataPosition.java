package io.github.sherl4j.train;

import io.github.sherl4j.BadInputException;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Where in the data training is: epoch after epoch, batch after batch. */
final class DataPosition {

  private final MultiDataSetIterator data;
  private final int batches;
  private long taken;
  private int epoch;

  /** The start of the data; counts the batches of an epoch. */
  DataPosition(MultiDataSetIterator data) {
    this.data = data;
    this.batches = data instanceof BatchSource source ? source.batches() : count(data);
    if (batches == 0) {
      throw new BadInputException(
          "no batch",
          "at least one batch an epoch",
          "the training data",
          "give more rows, a smaller --batch, or leave out --drop-last");
    }
  }

  private static int count(MultiDataSetIterator data) {
    int count = 0;
    while (data.hasNext()) {
      data.next();
      count++;
    }
    return count;
  }

  /** Batches in an epoch. */
  int batches() {
    return batches;
  }

  /** Batches taken since the start. */
  long taken() {
    return taken;
  }

  /** Epochs that are complete. */
  int epochsDone() {
    return Math.toIntExact(taken / batches);
  }

  /** Goes to where {@code number} batches have been taken. */
  void seek(long number) {
    taken = number;
    epoch = Math.toIntExact(Math.max(0, number - 1) / batches);
    int batch = Math.toIntExact(number - (long) epoch * batches);
    if (data instanceof BatchSource source) {
      source.seek(epoch, batch);
      return;
    }
    for (int e = 0; e <= epoch; e++) {
      data.reset();
    }
    for (int b = 0; b < batch; b++) {
      data.next();
    }
  }

  MultiDataSet next() {
    if (taken == (epoch + 1L) * batches) {
      data.reset();
      epoch++;
    }
    taken++;
    return data.next();
  }

  /** 0-based epoch of the batch taken last. */
  int epoch() {
    return epoch;
  }

  String where() {
    return "batch " + (taken - 1 - (long) epoch * batches) + " of epoch " + epoch;
  }
}
