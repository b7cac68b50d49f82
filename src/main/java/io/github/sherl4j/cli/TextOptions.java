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

  @Option(names = "--batch", defaultValue = "32", description = "Rows a batch.")
  private int batch;

  @Option(names = "--drop-last", description = "Leave out an incomplete last batch.")
  private boolean dropLast;

  @Option(names = "--bucket", description = "Put rows of similar length into one batch.")
  private boolean bucket;

  int batch() {
    return batch;
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
