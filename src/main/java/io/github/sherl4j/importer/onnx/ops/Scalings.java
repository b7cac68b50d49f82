package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Normalisations without weights: by a norm, by neighbours, by mean and variance. */
public final class Scalings extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Scalings() {
    entry("LpNormalization", Scalings::lp);
    entry("MeanVarianceNormalization", Scalings::meanVariance);
    entry("LRN", Scalings::response);
    entry("GlobalLpPool", Scalings::globalLp);
    entry("ReduceLogSum", op -> Reductions.reduce(op, null, Scalings::logSum));
    entry("ReduceLogSumExp", Scalings::logSumExp);
  }

  private static void lp(OpContext op) {
    Operand a = op.operand(0);
    int axis = op.axis(op.attributes().integer("axis", -1), a.rank());
    SDVariable x = op.variable(0);
    op.result(x.div(norm(op, x, op.attributes().integer("p", 2), axis)), a.dtype(), a.shape());
  }

  private static SDVariable norm(OpContext op, SDVariable x, long p, int... axes) {
    SameDiff sd = op.graph();
    Shape shape = Reductions.reduced(op.operand(0).shape(), axes, true);
    if (p == 1) {
      return Reductions.kept(op, sd.math.abs(x), shape, (v, i) -> sd.sum(v, true, i), axes);
    }
    SDVariable power = p == 2 ? x.mul(x) : sd.math.pow(sd.math.abs(x), (double) p);
    SDVariable sum = Reductions.kept(op, power, shape, (v, i) -> sd.sum(v, true, i), axes);
    return p == 2 ? sd.math.sqrt(sum) : sd.math.pow(sum, 1.0 / p);
  }

  private static void globalLp(OpContext op) {
    Operand a = op.operand(0);
    int[] axes = IntStream.range(2, a.rank()).toArray();
    SDVariable y = norm(op, op.variable(0), op.attributes().integer("p", 2), axes);
    op.result(y, a.dtype(), Reductions.reduced(a.shape(), axes, true));
  }

  private static void meanVariance(OpContext op) {
    Operand a = op.operand(0);
    SameDiff sd = op.graph();
    int[] axes =
        Arrays.stream(op.attributes().integers("axes").orElse(new long[] {0, 2, 3}))
            .mapToInt(axis -> op.axis(axis, a.rank()))
            .sorted()
            .toArray();
    SDVariable x = op.variable(0);
    SDVariable centred = x.sub(sd.mean(x, true, axes));
    SDVariable deviation = sd.math.sqrt(sd.mean(centred.mul(centred), true, axes));
    op.result(centred.div(deviation.add(1e-9)), a.dtype(), a.shape());
  }

  /** Division by a power of the sum of squares of the neighbouring channels. */
  private static void response(OpContext op) {
    Operand a = op.operand(0);
    SameDiff sd = op.graph();
    int size = op.attributes().small("size", 1);
    long channels = a.shape().dim(1).value();
    if (size < 1 || size > 2 * channels + 1) {
      throw op.corrupt("size " + size, "a window of its " + channels + " channels");
    }
    long[] pads = new long[2 * a.rank()];
    pads[1] = (size - 1L) / 2;
    pads[a.rank() + 1] = size / 2L;
    SDVariable x = op.variable(0);
    SDVariable padded = Joins.pad(op, x.mul(x), pads, 0);
    SDVariable sum = null;
    for (int i = 0; i < size; i++) {
      SDVariable part = SafeShapes.slice(sd, padded, a.rank(), 1, i, i + channels, 1);
      sum = sum == null ? part : sum.add(part);
    }
    double alpha = op.attributes().real("alpha", 1e-4);
    SDVariable base = sum.mul(alpha / size).add(op.attributes().real("bias", 1));
    SDVariable y = x.mul(sd.math.pow(base, -op.attributes().real("beta", 0.75)));
    op.result(y, a.dtype(), a.shape());
  }

  private static SDVariable logSum(SameDiff sd, SDVariable x, boolean keep, int[] axes) {
    return sd.math.log(sd.sum(x, keep, axes));
  }

  /** Shifted by the largest, so that nothing overflows; the native form has no gradient. */
  private static void logSumExp(OpContext op) {
    Reductions.reduce(op, null, (sd, x, keep, axes) -> logSumExp(op, x, keep, axes));
  }

  private static SDVariable logSumExp(OpContext op, SDVariable x, boolean keep, int[] axes) {
    SameDiff sd = op.graph();
    SDVariable largest = sd.max(x, true, axes);
    SDVariable log = sd.math.log(sd.sum(sd.math.exp(x.sub(largest)), true, axes)).add(largest);
    return keep ? log : SafeShapes.squeeze(sd, log, op.operand(0).rank(), axes);
  }
}
