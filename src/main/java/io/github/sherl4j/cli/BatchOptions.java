package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import picocli.CommandLine.Option;

/** How many rows a batch has. */
final class BatchOptions {

  private static final int USUAL = 32;

  @Option(
      names = "--batch",
      description = "Rows a batch (default: 32, or what the model is fixed or pinned to).")
  private Integer batch;

  @Option(names = "--drop-last", description = "Leave out an incomplete last batch.")
  private boolean dropLast;

  /** Rows a batch; for a model of a fixed number of rows, that number. */
  int batch(Backbone backbone) {
    long fixed = fixed(backbone);
    if (fixed > 0 && batch != null && batch != fixed) {
      throw new BadInputException(
          "--batch " + batch,
          fixed + ", the rows that the model takes",
          "the options",
          "leave --batch out, or open the model with a dynamic number of rows");
    }
    return batch != null ? batch : fixed > 0 ? (int) fixed : USUAL;
  }

  boolean dropLast() {
    return dropLast;
  }

  /** Refuses rows that would leave an incomplete batch to a model of a fixed number of rows. */
  static void checkRows(Backbone backbone, int rows, boolean dropped, String what) {
    long fixed = fixed(backbone);
    if (fixed > 0 && !dropped && rows % fixed != 0) {
      throw new BadInputException(
          rows + " rows of " + what,
          "a multiple of " + fixed + ", the rows that the model takes",
          "the data",
          "add --drop-last for training, or pin the other sizes only (--shape INPUT=batch,128)");
    }
  }

  private static long fixed(Backbone backbone) {
    TensorInfo first = backbone.inputs().get(0);
    return first.rank() == 0 ? -1 : first.shape().get(0);
  }
}
