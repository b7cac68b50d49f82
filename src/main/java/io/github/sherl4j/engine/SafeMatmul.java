package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Matrix products through the native {@code matmul} operation, which needs operands of one rank and
 * one batch shape; making them so is the caller's part.
 *
 * <p>Avoids: {@code matmul_bp} is wrong for two matrices whose product is a single number. The
 * gradients of [1, 8]·[1, 8]ᵀ and [8, 1]ᵀ·[8, 1] are silently wrong where a flag transposes, and
 * [1, 1]·[1, 1] throws. As stacks of one matrix the same products have right gradients.
 */
public final class SafeMatmul {

  private SafeMatmul() {}

  /**
   * A product of two operands of equal rank 2 … 4, the last two axes swapped where asked.
   *
   * @param single whether the product of two matrices may turn out to be a single number; true is
   *     always right and costs a copy of each matrix
   */
  public static SDVariable matmul(
      SameDiff sd,
      SDVariable a,
      SDVariable b,
      boolean transposeA,
      boolean transposeB,
      boolean single) {
    if (!single) {
      return sd.mmul(a, b, transposeA, transposeB, false);
    }
    SDVariable product =
        sd.mmul(
            SafeShapes.unsqueeze(sd, a, 0),
            SafeShapes.unsqueeze(sd, b, 0),
            transposeA,
            transposeB,
            false);
    return SafeShapes.squeeze(sd, product, 3, 0);
  }

  /**
   * Rows of {@code table} [n, m] at {@code places} [k] as a product with a one-hot matrix, which
   * unlike the native gather has a right gradient.
   *
   * @param counted 0 … n−1, LONG
   * @param single whether m may be 1
   */
  public static SDVariable rows(
      SameDiff sd, SDVariable table, SDVariable places, SDVariable counted, boolean single) {
    SDVariable hot = sd.eq(sd.expandDims(places, 1), sd.expandDims(counted, 0));
    return matmul(sd, hot.castTo(table.dataType()), table, false, false, single);
  }

  /**
   * Running sums of rows, as a product with a triangle of ones: the native {@code cumsum} has a
   * wrong gradient.
   *
   * @param x [rows, n]
   * @param counted 0 … n−1, LONG
   * @param exclusive whether a sum leaves its own element out
   * @param reverse whether sums run from the end
   */
  public static SDVariable runningSum(
      SameDiff sd, SDVariable x, SDVariable counted, boolean exclusive, boolean reverse) {
    SDVariable from = sd.expandDims(counted, 1);
    SDVariable to = sd.expandDims(counted, 0);
    SDVariable first = reverse ? to : from;
    SDVariable second = reverse ? from : to;
    SDVariable counts = exclusive ? sd.lt(first, second) : sd.lte(first, second);
    return matmul(sd, x, counts.castTo(x.dataType()), false, false, true);
  }

  /** A constant matrix applied to each row of x [rows, n]: x·m with m [n, k]. */
  public static SDVariable rowsTimes(SameDiff sd, SDVariable x, INDArray m) {
    return matmul(sd, x, sd.constant(m), false, false, m.size(1) == 1);
  }
}
