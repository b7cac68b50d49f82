package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Layer normalisation over the last axis with an epsilon inside the root, as PyTorch defines it.
 *
 * <p>Avoids: the native {@code layer_norm} has no epsilon to set (it adds 1e-12 to the standard
 * deviation); reductions with negative axes and {@code keepDims} are silently wrong.
 */
public final class SafeLayerNorm {

  private SafeLayerNorm() {}

  /**
   * (x − mean) / √(variance + epsilon) · gain + bias.
   *
   * @param x [rows, width]
   * @param gain [width]
   * @param bias [width]
   */
  public static SDVariable of(SDVariable x, SDVariable gain, SDVariable bias, double epsilon) {
    SameDiff graph = x.getSameDiff();
    SDVariable centred = x.sub(x.mean(true, 1));
    SDVariable variance = centred.mul(centred).mean(true, 1);
    SDVariable scale = graph.math.rsqrt(variance.add(epsilon));
    return centred.mul(scale).mul(gain).add(bias);
  }
}
