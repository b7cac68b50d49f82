package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Normalisations composed of operations with right gradients; axes are never negative.
 *
 * <p>Avoids: the gradient of a [1, n] divided by a [1, 1] is silently wrong, so that a single row
 * would be. Products with the inverse are right, but their backward pass takes twice as long; from
 * three axes on quotients are right too.
 */
public final class SafeNorms {

  private SafeNorms() {}

  /** (x − mean) / √(variance + eps) over some axes ≥ 0, with the biased variance. */
  public static SDVariable standardize(SameDiff sd, SDVariable x, double eps, int... axes) {
    SDVariable centred = x.sub(sd.mean(x, true, axes));
    SDVariable variance = sd.mean(centred.mul(centred), true, axes);
    return centred.mul(sd.math.rsqrt(variance.add(eps)));
  }

  /**
   * {@link #standardize} over the last axis alone, whose size is known: one reduction for the sum
   * of squares, without the array of squares.
   *
   * @param rank number of axes of x
   * @param width size of the last one
   */
  public static SDVariable standardizeRows(
      SameDiff sd, SDVariable x, int rank, long width, double eps) {
    return rmsRows(sd, x.sub(sd.mean(x, true, rank - 1)), rank, width, eps);
  }

  /** {@link #rms} over the last axis alone, likewise. */
  public static SDVariable rmsRows(SameDiff sd, SDVariable x, int rank, long width, double eps) {
    SDVariable mean = sd.squaredNorm(x, true, rank - 1).mul(1.0 / width);
    return rank < 3 ? x.mul(sd.math.rsqrt(mean.add(eps))) : x.div(sd.math.sqrt(mean.add(eps)));
  }

  /**
   * Layer normalisation over the last axis of rows, as PyTorch defines it. The native form has no
   * epsilon to set: it adds 1e-12 to the standard deviation.
   *
   * @param x [rows, width]
   * @param gain [width]
   * @param bias [width]
   * @param eps added to the variance
   */
  public static SDVariable layerNorm(SDVariable x, SDVariable gain, SDVariable bias, double eps) {
    return standardize(x.getSameDiff(), x, eps, 1).mul(gain).add(bias);
  }

  /** x / √(mean of squares + eps) over some axes ≥ 0. */
  public static SDVariable rms(SameDiff sd, SDVariable x, double eps, int... axes) {
    return x.mul(sd.math.rsqrt(sd.mean(x.mul(x), true, axes).add(eps)));
  }

  /**
   * Batch normalisation with recorded statistics. The native form has no gradient.
   *
   * @param columns shape that puts a vector over the channels beside x, such as [1, c, 1, 1]
   */
  public static SDVariable batchNorm(
      SameDiff sd,
      SDVariable x,
      SDVariable scale,
      SDVariable bias,
      SDVariable mean,
      SDVariable variance,
      double eps,
      long... columns) {
    SDVariable factor = scale.div(sd.math.sqrt(variance.add(eps)));
    SDVariable shift = bias.sub(mean.mul(factor));
    return x.mul(sd.reshape(factor, columns)).add(sd.reshape(shift, columns));
  }
}
