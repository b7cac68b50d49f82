package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Batch normalisation of rows that uses the batch's statistics while training and recorded ones
 * otherwise, as PyTorch defines it. Avoids: the native form has no gradient.
 *
 * @param rows the normalised rows
 * @param mean the batch's mean, [width]
 * @param variance the batch's unbiased variance, [width], with which running ones are updated
 */
public record SwitchableNorm(SDVariable rows, SDVariable mean, SDVariable variance) {

  /**
   * Normalises.
   *
   * @param x [rows, width]
   * @param gain [width]
   * @param bias [width]
   * @param runningMean [width]
   * @param runningVariance [width]
   */
  public static SwitchableNorm of(
      SDVariable x,
      SDVariable gain,
      SDVariable bias,
      SDVariable runningMean,
      SDVariable runningVariance,
      double eps) {
    SameDiff graph = x.getSameDiff();
    DataType dtype = x.dataType();
    SDVariable on = TrainingSwitch.of(graph, dtype);
    SDVariable off = on.rsub(1);
    SDVariable batchMean = x.mean(false, 0);
    SDVariable centred = x.sub(batchMean);
    SDVariable squares = centred.mul(centred);
    SDVariable biased = squares.mean(false, 0);
    SDVariable mean = batchMean.mul(on).add(runningMean.mul(off));
    SDVariable variance = biased.mul(on).add(runningVariance.mul(off));
    SDVariable rows = x.sub(mean).mul(graph.math.rsqrt(variance.add(eps))).mul(gain).add(bias);
    SDVariable others = graph.sizeAt(x, 0).castTo(dtype).sub(1);
    SDVariable unbiased = squares.sum(false, 0).div(graph.math.max(others, graph.onesLike(others)));
    return new SwitchableNorm(rows, graph.identity(batchMean), unbiased);
  }
}
