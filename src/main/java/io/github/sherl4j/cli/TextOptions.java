package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import picocli.CommandLine.Option;

/** How texts become batches. */
final class TextOptions {

  @Option(names = "--max-length", defaultValue = "128", description = "Tokens kept of a text.")
  private int maxLength;

  @Option(
      names = "--pad-to",
      defaultValue = "0",
      description = "Pad every batch to this length (default: to its longest row).")
  private int padTo;

  @Option(
      names = "--batch",
      description = "Rows a batch (default: 32, or what the model is fixed or pinned to).")
  private Integer batch;

  @Option(names = "--drop-last", description = "Leave out an incomplete last batch.")
  private boolean dropLast;

  @Option(names = "--bucket", description = "Put rows of similar length into one batch.")
  private boolean bucket;

  /** Rows a batch; for a model of a fixed number of rows, that number. */
  int batch(Backbone backbone) {
    long fixed =
        backbone.inputs().get(0).rank() == 0 ? -1 : backbone.inputs().get(0).shape().get(0);
    if (fixed > 0 && batch != null && batch != fixed) {
      throw new BadInputException(
          "--batch " + batch,
          fixed + ", the rows that the model takes",
          "the options",
          "leave --batch out, or open the model with a dynamic number of rows");
    }
    return batch != null ? batch : fixed > 0 ? (int) fixed : 32;
  }

  /** Refuses rows that would leave an incomplete batch to a model of a fixed number of rows. */
  void checkRows(Backbone backbone, int rows, boolean dropped, String what) {
    TensorInfo first = backbone.inputs().get(0);
    long fixed = first.rank() == 0 ? -1 : first.shape().get(0);
    if (fixed > 0 && !dropped && rows % fixed != 0) {
      throw new BadInputException(
          rows + " rows of " + what,
          "a multiple of " + fixed + ", the rows that the model takes",
          "the data",
          "add --drop-last for training, or pin the other sizes only (--shape INPUT=batch,128)");
    }
  }

  boolean dropLast() {
    return dropLast;
  }

  boolean bucket() {
    return bucket;
  }

  int maxLength(Backbone backbone) {
    if (maxLength < 1) {
      throw new BadInputException(
          "--max-length " + maxLength, "at least 1", "the options", "give a larger length");
    }
    long fixed = fixedLength(backbone);
    return fixed > 0 ? (int) Math.min(fixed, maxLength) : maxLength;
  }

  int padTo(Backbone backbone) {
    long fixed = fixedLength(backbone);
    return fixed > 0 ? (int) fixed : padTo;
  }

  /** The sequence length that a static export takes; −1 where it takes any. */
  private static long fixedLength(Backbone backbone) {
    TensorInfo first = backbone.inputs().get(0);
    return first.rank() == 2 ? first.shape().get(1) : -1;
  }
}
