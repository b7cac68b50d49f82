package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeConv;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Pooling over one, two or three axes. A window is pooled axis by axis in at most two steps, the
 * last two axes and then the first, which for a maximum and a mean is the same.
 */
public final class Pooling extends OpTable {

  /** Padding that a maximum never takes. */
  private static final double LEAST = -1e38;

  private interface Pool {
    SDVariable apply(SameDiff sd, SDVariable x, SafeConv.Window w);
  }

  /** For {@link java.util.ServiceLoader}. */
  public Pooling() {
    entry("MaxPool", Pooling::maxPool);
    entry("AveragePool", Pooling::averagePool);
    entry("LpPool", Pooling::lpPool);
  }

  private static Windows windows(OpContext op) {
    Shape spatial = Convolutions.spatial(op);
    long[] kernel =
        op.attributes()
            .integers("kernel_shape")
            .orElseThrow(() -> op.corrupt("no kernel_shape", "a kernel_shape"));
    return Windows.of(op, kernel, spatial);
  }

  private static void maxPool(OpContext op) {
    Shape spatial = Convolutions.spatial(op);
    Windows w = windows(op).ceiled(op, spatial);
    SDVariable x = op.variable(0);
    x = w.isPadded() ? Joins.pad(op, x, w.pads(), LEAST) : x;
    finish(op, pooled(op, x, w, SafeConv::maxPool), w);
  }

  /** Padding is added before; unless it counts, the mean is divided by its share of the window. */
  private static void averagePool(OpContext op) {
    Shape spatial = Convolutions.spatial(op);
    Windows plain = windows(op);
    Windows w = plain.ceiled(op, spatial);
    SDVariable x = op.variable(0);
    if (!w.isPadded()) {
      finish(op, pooled(op, x, w, SafeConv::averagePool), w);
      return;
    }
    boolean counts = op.attributes().integer("count_include_pad", 0) == 1;
    SDVariable y = pooled(op, Joins.pad(op, x, w.pads(), 0), w, SafeConv::averagePool);
    if (!counts || !w.equals(plain)) {
      SDVariable ones = op.graph().onesLike(x);
      SDVariable counted =
          counts
              ? Joins.pad(op, Joins.pad(op, ones, plain.pads(), 1), w.beyond(plain), 0)
              : Joins.pad(op, ones, w.pads(), 0);
      y = y.div(pooled(op, counted, w, SafeConv::averagePool));
    }
    finish(op, y, w);
  }

  private static void lpPool(OpContext op) {
    Shape spatial = Convolutions.spatial(op);
    Windows w = windows(op).ceiled(op, spatial);
    SameDiff sd = op.graph();
    long p = op.attributes().integer("p", 2);
    SDVariable x = op.variable(0);
    SDVariable power = p == 2 ? x.mul(x) : sd.math.pow(sd.math.abs(x), (double) p);
    SDVariable padded = w.isPadded() ? Joins.pad(op, power, w.pads(), 0) : power;
    long size = w.kernel().stream().reduce(1, Math::multiplyExact);
    SDVariable sum = pooled(op, padded, w, SafeConv::averagePool).mul((double) size);
    finish(op, p == 2 ? sd.math.sqrt(sum) : sd.math.pow(sum, 1.0 / p), w);
  }

  private static void finish(OpContext op, SDVariable y, Windows w) {
    Operand a = op.operand(0);
    Shape out = w.result(a.shape().part(2, a.rank()));
    op.result(y, a.dtype(), a.shape().part(0, 2).then(out));
  }

  /** Pools a padded map. */
  private static SDVariable pooled(OpContext op, SDVariable x, Windows w, Pool pool) {
    SameDiff sd = op.graph();
    Shape front = op.operand(0).shape().part(0, 2);
    Shape spatial = w.padded(op.operand(0).shape().part(2, op.operand(0).rank()));
    if (spatial.rank() == 1) {
      return SafeShapes.squeeze(sd, pool.apply(sd, sd.expandDims(x, 2), w.window(false)), 4, 2);
    }
    if (spatial.rank() == 2) {
      return pool.apply(sd, x, w.window(false));
    }
    Dim depth = spatial.dim(0);
    Windows plane = w.part(1, 3);
    Shape planes = new Shape(List.of(front.dim(0), front.dim(1).times(depth)));
    SDVariable flat = op.reshape(x, planes.then(spatial.part(1, 3)));
    SDVariable small = pool.apply(sd, flat, plane.window(false));
    Shape out = w.unpadded().result(spatial);
    Shape rows = front.then(new Shape(List.of(depth, out.dim(1).times(out.dim(2)))));
    SDVariable columns = op.reshape(small, rows);
    SDVariable y = pool.apply(sd, columns, w.part(0, 1).upright(false));
    return op.reshape(y, front.then(out));
  }
}
