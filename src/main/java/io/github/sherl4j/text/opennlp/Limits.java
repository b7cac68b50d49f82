package io.github.sherl4j.text.opennlp;

import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.transform.TunedModel;

/**
 * What a model takes at once.
 *
 * @param tokens of a window at most
 * @param padTo length that windows are padded to; 0 pads to the longest
 * @param rows of a batch at most
 * @param fixed whether every batch must have that many rows
 */
record Limits(int tokens, int padTo, int rows, boolean fixed) {

  /** Long documents become many windows; so many of them are looked at together. */
  private static final int USUAL_ROWS = 8;

  /**
   * The limits of a model.
   *
   * @param length tokens of a text at most, as in training
   * @param padTo as in training; 0 for none
   */
  static Limits of(TunedModel model, int length, int padTo) {
    TensorInfo first = model.backbone().inputs().get(0);
    long rows = first.rank() == 2 ? first.shape().get(0) : -1;
    long tokens = first.rank() == 2 ? first.shape().get(1) : -1;
    return new Limits(
        tokens > 0 ? (int) Math.min(tokens, length) : length,
        tokens > 0 ? (int) tokens : padTo,
        rows > 0 ? (int) rows : USUAL_ROWS,
        rows > 0);
  }
}
