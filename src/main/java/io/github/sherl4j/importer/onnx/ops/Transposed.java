package io.github.sherl4j.importer.onnx.ops;

import com.google.common.primitives.ImmutableLongArray;
import io.github.sherl4j.importer.onnx.OpAttributes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Transposed convolution over one to three axes, as a convolution with the mirrored kernel of a map
 * with zeros between its elements: right gradients for every stride, padding, dilation and group.
 */
public final class Transposed extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Transposed() {
    entry("ConvTranspose", Transposed::conv);
  }

  private static void conv(OpContext op) {
    Operand a = op.operand(0);
    Operand k = op.operand(1);
    Shape spatial = Convolutions.spatial(op);
    int axes = spatial.rank();
    if (k.rank() != a.rank() || !k.shape().isKnown() || !a.shape().dim(1).isKnown()) {
      throw op.corrupt("a kernel of shape " + k.shape(), "known sizes of rank " + a.rank());
    }
    long[] sizes = k.shape().toLongs();
    int groups = op.attributes().small("group", 1);
    long in = a.shape().dim(1).value();
    if (groups < 1 || in % groups != 0 || sizes[0] != in) {
      throw op.corrupt(groups + " groups, kernel " + k.shape(), "matching channels");
    }
    Convolutions.Channels c = new Convolutions.Channels(groups, in, sizes[1] * groups);
    long[] pads = pads(op, Arrays.copyOfRange(sizes, 2, sizes.length), spatial);
    long[] stride = list(op, "strides", axes, 1);
    long[] dilation = list(op, "dilations", axes, 1);
    long[] extra = list(op, "output_padding", axes, 0);
    SDVariable x = spread(op, op.variable(0), a.shape(), stride);
    Shape wide = a.shape().part(0, 2).then(spread(spatial, stride));
    long[] begin = new long[axes];
    long[] end = new long[axes];
    for (int i = 0; i < axes; i++) {
      long reach = dilation[i] * (sizes[i + 2] - 1);
      begin[i] = reach - pads[i];
      end[i] = reach - pads[axes + i] + extra[i];
    }
    x = bordered(op, x, wide, begin, end);
    Shape padded = wide;
    for (int i = 0; i < axes; i++) {
      padded = padded.with(i + 2, wide.dim(i + 2).plus(Dim.of(begin[i] + end[i])));
    }
    Windows w = Windows.plain(Arrays.copyOfRange(sizes, 2, sizes.length), dilation);
    Shape size = padded.part(2, padded.rank());
    SDVariable bias = op.has(2) ? op.variable(2) : null;
    SDVariable y = Convolutions.apply(op, x, size, mirrored(op, sizes, groups), w, c, bias);
    Shape front = new Shape(List.of(a.shape().dim(0), Dim.of(c.out())));
    op.result(y, a.dtype(), front.then(w.result(size)));
  }

  private static long[] list(OpContext op, String name, int axes, long otherwise) {
    long[] values =
        op.attributes()
            .integers(name)
            .orElseGet(() -> IntStream.range(0, axes).mapToLong(i -> otherwise).toArray());
    if (values.length != axes || Arrays.stream(values).anyMatch(v -> v < otherwise)) {
      throw op.corrupt(name + " " + Arrays.toString(values), axes + " numbers from " + otherwise);
    }
    return values;
  }

  /** What is cut off: all begins, then all ends; negative where the result grows. */
  private static long[] pads(OpContext op, long[] kernel, Shape spatial) {
    int axes = kernel.length;
    OpAttributes attributes = op.attributes();
    long[] pads = attributes.integers("pads").orElseGet(() -> new long[2 * axes]);
    if (pads.length != 2 * axes) {
      throw op.corrupt("pads " + Arrays.toString(pads), 2 * axes + " pads");
    }
    long[] stride = list(op, "strides", axes, 1);
    long[] dilation = list(op, "dilations", axes, 1);
    long[] extra = list(op, "output_padding", axes, 0);
    String auto = attributes.text("auto_pad", "NOTSET");
    boolean same = auto.startsWith("SAME");
    if (!attributes.has("output_shape") && !same) {
      return auto.equals("VALID") ? new long[2 * axes] : pads;
    }
    long[] size = Convolutions.known(op, spatial);
    long[] wanted =
        attributes
            .integers("output_shape")
            .orElseGet(
                () -> IntStream.range(0, axes).mapToLong(i -> size[i] * stride[i]).toArray());
    long[] found = new long[2 * axes];
    for (int i = 0; i < axes; i++) {
      long full = stride[i] * (size[i] - 1) + extra[i] + (kernel[i] - 1) * dilation[i] + 1;
      long total = full - wanted[wanted.length - axes + i];
      found[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      found[axes + i] = total - found[i];
    }
    return found;
  }

  private static Shape spread(Shape spatial, long[] stride) {
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < stride.length; i++) {
      dims.add(spatial.dim(i).minus(Dim.ONE).times(Dim.of(stride[i])).plus(Dim.ONE));
    }
    return new Shape(dims);
  }

  /** Zeros between the elements of each axis. */
  private static SDVariable spread(OpContext op, SDVariable x, Shape shape, long[] stride) {
    SDVariable out = x;
    Shape now = shape;
    for (int i = 0; i < stride.length; i++) {
      if (stride[i] > 1) {
        int axis = i + 2;
        Shape column = now.part(0, axis + 1).then(Shape.of(1)).then(now.part(axis + 1, now.rank()));
        long[] pads = new long[2 * column.rank()];
        pads[column.rank() + axis + 1] = stride[i] - 1;
        out = Joins.pad(op, op.reshape(out, column), pads, 0);
        now = now.with(axis, now.dim(axis).times(Dim.of(stride[i])));
        out = op.reshape(out, now);
        long[] cut = new long[2 * now.rank()];
        cut[now.rank() + axis] = 1 - stride[i];
        out = Joins.bordered(op, out, now, cut, 0);
        now = now.with(axis, now.dim(axis).plus(Dim.of(1 - stride[i])));
      }
    }
    return out;
  }

  private static SDVariable bordered(
      OpContext op, SDVariable x, Shape shape, long[] begin, long[] end) {
    long[] pads = new long[2 * shape.rank()];
    System.arraycopy(begin, 0, pads, 2, begin.length);
    System.arraycopy(end, 0, pads, shape.rank() + 2, end.length);
    return Joins.bordered(op, x, shape, pads, 0);
  }

  /** The kernel [in, out/g, …] mirrored along its axes and as [out, in/g, …]. */
  private static SDVariable mirrored(OpContext op, long[] sizes, int groups) {
    SameDiff sd = op.graph();
    int[] axes = IntStream.range(2, sizes.length).toArray();
    SDVariable k = sd.reverse(op.variable(1), axes);
    long[] split =
        ImmutableLongArray.builder()
            .add(groups)
            .add(sizes[0] / groups)
            .addAll(Arrays.copyOfRange(sizes, 1, sizes.length))
            .build()
            .toArray();
    int[] order = IntStream.range(0, split.length).map(i -> i == 1 ? 2 : i == 2 ? 1 : i).toArray();
    long[] joined = sizes.clone();
    joined[0] = groups * sizes[1];
    joined[1] = sizes[0] / groups;
    if (groups == 1) {
      int[] swap = IntStream.range(0, sizes.length).map(i -> i < 2 ? 1 - i : i).toArray();
      return sd.permute(k, swap);
    }
    return sd.reshape(sd.permute(sd.reshape(k, split), order), joined);
  }
}
