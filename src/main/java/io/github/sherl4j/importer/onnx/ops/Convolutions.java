package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeConv;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Convolution over one, two or three axes. */
public final class Convolutions extends OpTable {

  /** Kernels this deep are unrolled. */
  private static final int MAX_DEPTH = 256;

  /** For {@link java.util.ServiceLoader}. */
  public Convolutions() {
    entry("Conv", Convolutions::conv);
    entry("ConvInteger", Convolutions::convInteger);
  }

  /** The spatial dimensions of the first operand. */
  static Shape spatial(OpContext op) {
    Shape shape = op.operand(0).shape();
    if (shape.rank() < 3 || shape.rank() > 5) {
      throw op.unsupported(
          "rank " + shape.rank(), "one to three spatial axes", "export with fewer axes");
    }
    return shape.part(2, shape.rank());
  }

  /** How a kernel is applied: its groups, and how many channels go in and out. */
  record Channels(int groups, long in, long out) {}

  private static void conv(OpContext op) {
    conv(op, op.variable(0), op.variable(1), op.has(2) ? op.variable(2) : null);
  }

  private static void convInteger(OpContext op) {
    conv(op, Quantised.centred(op, 0, 2), Quantised.centred(op, 1, 3), null);
  }

  private static void conv(OpContext op, SDVariable map, SDVariable kernel, SDVariable bias) {
    Operand a = op.operand(0);
    Operand k = op.operand(1);
    Shape spatial = spatial(op);
    if (k.rank() != a.rank() || !k.shape().isKnown() || !a.shape().dim(1).isKnown()) {
      throw op.corrupt("a kernel of shape " + k.shape(), "known sizes of rank " + a.rank());
    }
    long[] sizes = k.shape().toLongs();
    Windows w = Windows.of(op, k.shape().part(2, k.rank()).toLongs(), spatial);
    long groups = op.attributes().integer("group", 1);
    Channels c = new Channels((int) groups, a.shape().dim(1).value(), sizes[0]);
    if (groups < 1
        || c.in() % groups != 0
        || c.out() % groups != 0
        || sizes[1] != c.in() / groups) {
      throw op.corrupt(
          groups + " groups, kernel " + k.shape() + ", map " + a.shape(), "matching channels");
    }
    boolean pads = w.explicit().isPresent() || (spatial.rank() == 3 && w.isPadded());
    SDVariable x = pads ? Joins.pad(op, map, w.pads(), 0) : map;
    Shape out = new Shape(List.of(a.shape().dim(0), Dim.of(c.out()))).then(w.result(spatial));
    SDVariable y = apply(op, x, w.padded(spatial), kernel, pads ? w.unpadded() : w, c, bias);
    if (a.isFloat()) {
      op.result(y, a.dtype(), out);
    } else {
      op.result(y.castTo(DataType.INT32), DataType.INT32, out);
    }
  }

  /**
   * A convolution of a map [n, c, …] whose spatial sizes, with all padding that is not left to the
   * window, are {@code spatial}.
   */
  static SDVariable apply(
      OpContext op,
      SDVariable x,
      Shape spatial,
      SDVariable kernel,
      Windows w,
      Channels c,
      SDVariable bias) {
    SameDiff sd = op.graph();
    if (spatial.rank() == 3) {
      SDVariable y = volume(op, x, spatial, kernel, w, c);
      return bias == null ? y : y.add(sd.reshape(bias, 1, c.out(), 1, 1, 1));
    }
    if (spatial.rank() == 1) {
      SDVariable wide = sd.expandDims(x, 2);
      SDVariable y = plane(sd, wide, sd.expandDims(kernel, 2), w.window(true), c, bias);
      return SafeShapes.squeeze(sd, y, 4, 2);
    }
    return plane(sd, x, kernel, w.window(true), c, bias);
  }

  private static SDVariable plane(
      SameDiff sd,
      SDVariable x,
      SDVariable kernel,
      SafeConv.Window window,
      Channels c,
      SDVariable bias) {
    if (c.groups() == 1) {
      return SafeConv.conv2d(sd, x, kernel, bias, window);
    }
    if (c.groups() == c.in()) {
      return SafeConv.depthwise(sd, x, kernel, bias, window, c.in(), c.out() / c.in());
    }
    SDVariable y = SafeConv.grouped(sd, x, kernel, window, c.groups(), c.in(), c.out());
    return bias == null ? y : y.add(sd.reshape(bias, 1, c.out(), 1, 1));
  }

  /** Over three axes: the sum, over the depth of the kernel, of convolutions of all planes. */
  private static SDVariable volume(
      OpContext op, SDVariable x, Shape spatial, SDVariable kernel, Windows w, Channels c) {
    SameDiff sd = op.graph();
    Dim n = op.operand(0).shape().dim(0);
    Shape out = w.result(spatial);
    Windows plane = w.part(1, 3);
    if (w.kernel().get(0) > MAX_DEPTH) {
      throw op.unsupported("depth " + w.kernel().get(0), "at most " + MAX_DEPTH, "split it");
    }
    SDVariable planes = sd.permute(x, 0, 2, 1, 3, 4);
    Shape flat = new Shape(List.of(n.times(out.dim(0)), Dim.of(c.in()))).then(spatial.part(1, 3));
    SDVariable sum = null;
    for (int d = 0; d < w.kernel().get(0); d++) {
      long begin = d * w.dilation().get(0);
      long step = out.dim(0).equals(Dim.ONE) ? 1 : w.stride().get(0);
      long end = begin + (out.dim(0).value() - 1) * step + 1;
      SDVariable at = SafeShapes.slice(sd, planes, 5, 1, begin, end, step);
      SDVariable cut = SafeShapes.slice(sd, kernel, 5, 2, d, d + 1L, 1);
      SDVariable k = SafeShapes.squeeze(sd, cut, 5, 2);
      SDVariable y = plane(sd, op.reshape(at, flat), k, plane.window(true), c, null);
      sum = sum == null ? y : sum.add(y);
    }
    Shape deep = new Shape(List.of(n, out.dim(0), Dim.of(c.out()))).then(out.part(1, 3));
    return sd.permute(op.reshape(sum, deep), 0, 2, 1, 3, 4);
  }

  /** The sizes as numbers, which must be known. */
  static long[] known(OpContext op, Shape spatial) {
    if (!spatial.isKnown()) {
      throw op.unsupported(
          "dynamic sizes " + Arrays.toString(spatial.toLongs()),
          "known sizes",
          "export with a fixed picture size");
    }
    return spatial.toLongs();
  }
}
