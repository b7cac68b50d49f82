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

/** Convolution and pooling over one or two axes. */
public final class Convolutions extends OpTable {

  /** Padding that a maximum never takes. */
  private static final double LEAST = -1e38;

  /** For {@link java.util.ServiceLoader}. */
  public Convolutions() {
    entry("Conv", Convolutions::conv);
    entry("MaxPool", Convolutions::maxPool);
    entry("AveragePool", Convolutions::averagePool);
  }

  private static Shape spatial(OpContext op) {
    Shape shape = op.operand(0).shape();
    if (shape.rank() != 3 && shape.rank() != 4) {
      throw op.unsupported(
          "rank " + shape.rank(), "one or two spatial axes", "3-D maps are not mapped");
    }
    return shape.part(2, shape.rank());
  }

  private static void conv(OpContext op) {
    Operand a = op.operand(0);
    Operand k = op.operand(1);
    Shape spatial = spatial(op);
    if (k.rank() != a.rank() || !k.shape().isKnown() || !a.shape().dim(1).isKnown()) {
      throw op.corrupt("a kernel of shape " + k.shape(), "known sizes of rank " + a.rank());
    }
    long[] sizes = k.shape().toLongs();
    Windows w = Windows.of(op, k.shape().part(2, k.rank()).toLongs(), spatial);
    long groups = op.attributes().integer("group", 1);
    long in = a.shape().dim(1).value();
    long out = sizes[0];
    if (groups < 1 || in % groups != 0 || out % groups != 0 || sizes[1] != in / groups) {
      throw op.corrupt(
          groups + " groups, kernel " + k.shape() + ", map " + a.shape(), "matching channels");
    }
    boolean flat = spatial.rank() == 1;
    SDVariable x = map(op, w.explicit().isPresent() ? w.pads() : null, 0, flat);
    SDVariable kernel = flat ? op.graph().expandDims(op.variable(1), 2) : op.variable(1);
    SDVariable bias = op.has(2) ? op.variable(2) : null;
    SafeConv.Window window = w.window(w.explicit().isEmpty());
    SDVariable y;
    if (groups == 1) {
      y = SafeConv.conv2d(op.graph(), x, kernel, bias, window);
    } else if (groups == in) {
      y = SafeConv.depthwise(op.graph(), x, kernel, bias, window, in, out / in);
    } else {
      y = SafeConv.grouped(op.graph(), x, kernel, window, (int) groups, in, out);
      y = bias == null ? y : y.add(op.graph().reshape(bias, 1, out, 1, 1));
    }
    Shape front = new Shape(List.of(a.shape().dim(0), Dim.of(out)));
    finish(op, y, front.then(w.result(spatial)), flat);
  }

  /** The first operand as a map with two spatial axes, padded if {@code pads} are given. */
  private static SDVariable map(OpContext op, long[] pads, double value, boolean flat) {
    SDVariable x = op.variable(0);
    x = pads == null ? x : Joins.pad(op, x, pads, value);
    return flat ? op.graph().expandDims(x, 2) : x;
  }

  private static void finish(OpContext op, SDVariable y, Shape shape, boolean flat) {
    SDVariable out = flat ? SafeShapes.squeeze(op.graph(), y, 2) : y;
    op.result(out, op.operand(0).dtype(), shape);
  }

  private static Windows pool(OpContext op, Shape spatial) {
    long[] kernel =
        op.attributes()
            .integers("kernel_shape")
            .orElseThrow(() -> op.corrupt("no kernel_shape", "a kernel_shape"));
    return Windows.of(op, kernel, spatial).ceiled(op, spatial);
  }

  private static Shape pooled(OpContext op, Windows w, Shape spatial) {
    return op.operand(0).shape().part(0, 2).then(w.result(spatial));
  }

  private static void maxPool(OpContext op) {
    Shape spatial = spatial(op);
    Windows w = pool(op, spatial);
    boolean flat = spatial.rank() == 1;
    SDVariable x = map(op, w.isPadded() ? w.pads() : null, LEAST, flat);
    SDVariable y = SafeConv.maxPool(op.graph(), x, w.window(false));
    finish(op, y, pooled(op, w, spatial), flat);
  }

  /** Padding is added before; unless it counts, the mean is divided by its share of the window. */
  private static void averagePool(OpContext op) {
    Shape spatial = spatial(op);
    Windows w = pool(op, spatial);
    boolean flat = spatial.rank() == 1;
    long[] pads = w.isPadded() ? w.pads() : null;
    SDVariable y = SafeConv.averagePool(op.graph(), map(op, pads, 0, flat), w.window(false));
    boolean counts = op.attributes().integer("count_include_pad", 0) == 1;
    if (pads != null && !counts) {
      SDVariable ones = op.graph().onesLike(op.variable(0));
      SDVariable padded = Joins.pad(op, ones, pads, 0);
      SDVariable wide = flat ? op.graph().expandDims(padded, 2) : padded;
      y = y.div(SafeConv.averagePool(op.graph(), wide, w.window(false)));
    } else if (pads != null && op.attributes().integer("ceil_mode", 0) == 1) {
      throw op.unsupported("ceil_mode and counted padding", "one of them", "export without it");
    }
    finish(op, y, pooled(op, w, spatial), flat);
  }
}
