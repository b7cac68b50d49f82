package io.github.sherl4j.cli.bench;

/**
 * One row of the table: how to train, and what to reach, in percent of test rows told right.
 *
 * @param row its name, {@code set/what}
 * @param set name of a {@link DataSet}
 * @param options of {@code sherl train}: method and what is its own
 * @param reference what PyTorch reached, as text: mean ± deviation (seeds if not 5)
 * @param mean middle of the band for the mean of five seeds; {@code null} if only reported
 * @param within half the width of that band
 * @param each lowest accuracy of a single run
 */
public record AccuracyRow(
    String row,
    String set,
    String options,
    String reference,
    Double mean,
    Double within,
    Double each) {

  /** Whether it has something to reach. */
  boolean judged() {
    return mean != null;
  }
}
