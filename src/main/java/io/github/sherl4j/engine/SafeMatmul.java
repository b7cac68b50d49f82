package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Matrix products through the native {@code matmul} operation, which needs operands of one rank and
 * one batch shape; making them so is the caller's part.
 */
public final class SafeMatmul {

  private SafeMatmul() {}

  /** A product of two operands of equal rank 2 … 4, the last two axes swapped where asked. */
  public static SDVariable matmul(
      SameDiff sd, SDVariable a, SDVariable b, boolean transposeA, boolean transposeB) {
    return sd.mmul(a, b, transposeA, transposeB, false);
  }

  /**
   * Rows of {@code table} [n, m] at {@code places} [k] as a product with a one-hot matrix, which
   * unlike the native gather has a right gradient.
   *
   * @param counted 0 … n−1, LONG
   */
  public static SDVariable rows(
      SameDiff sd, SDVariable table, SDVariable places, SDVariable counted) {
    SDVariable hot = sd.eq(sd.expandDims(places, 1), sd.expandDims(counted, 0));
    return sd.mmul(hot.castTo(table.dataType()), table, false, false, false);
  }
}
