package io.github.sherl4j.importer.onnx.ops;

import com.google.common.primitives.ImmutableLongArray;
import io.github.sherl4j.engine.SafeConv;
import io.github.sherl4j.importer.onnx.OpAttributes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The attributes that convolution and pooling share, for one to three spatial axes.
 *
 * @param kernel sizes
 * @param stride steps
 * @param dilation distances inside the kernel
 * @param before padding in front, for each axis
 * @param after padding behind, for each axis
 */
record Windows(
    ImmutableLongArray kernel,
    ImmutableLongArray stride,
    ImmutableLongArray dilation,
    ImmutableLongArray before,
    ImmutableLongArray after) {

  /** Reads the attributes; {@code spatial} are the sizes of the axes. */
  static Windows of(OpContext op, long[] kernel, Shape spatial) {
    int axes = spatial.rank();
    OpAttributes a = op.attributes();
    long[] stride = a.integers("strides").orElseGet(() -> ones(axes));
    long[] dilation = a.integers("dilations").orElseGet(() -> ones(axes));
    long[] pads = a.integers("pads").orElseGet(() -> new long[2 * axes]);
    boolean positive =
        LongStream.concat(Arrays.stream(stride), Arrays.stream(dilation)).allMatch(v -> v > 0)
            && Arrays.stream(kernel).allMatch(v -> v > 0)
            && Arrays.stream(pads).allMatch(v -> v >= 0);
    if (!positive
        || kernel.length != axes
        || stride.length != axes
        || dilation.length != axes
        || pads.length != 2 * axes) {
      throw op.corrupt("a window that is no window", "positive sizes for " + axes + " axes");
    }
    Windows w =
        new Windows(
            ImmutableLongArray.copyOf(kernel),
            ImmutableLongArray.copyOf(stride),
            ImmutableLongArray.copyOf(dilation),
            ImmutableLongArray.copyOf(pads).subArray(0, axes),
            ImmutableLongArray.copyOf(pads).subArray(axes, 2 * axes));
    String auto = a.text("auto_pad", "NOTSET");
    return auto.startsWith("SAME") ? w.same(op, spatial, auto.endsWith("LOWER")) : w;
  }

  private static long[] ones(int n) {
    return LongStream.generate(() -> 1).limit(n).toArray();
  }

  private Windows same(OpContext op, Shape spatial, boolean lower) {
    if (!spatial.isKnown()) {
      throw op.unsupported("auto_pad over dynamic axes", "explicit pads", "export with pads");
    }
    long[] front = new long[kernel.length()];
    long[] back = new long[kernel.length()];
    for (int i = 0; i < kernel.length(); i++) {
      long size = spatial.dim(i).value();
      long out = (size + stride.get(i) - 1) / stride.get(i);
      long total = Math.max(0, (out - 1) * stride.get(i) + reach(i) - size);
      front[i] = lower ? (total + 1) / 2 : total / 2;
      back[i] = total - front[i];
    }
    return with(ImmutableLongArray.copyOf(front), back);
  }

  private long reach(int i) {
    return dilation.get(i) * (kernel.get(i) - 1) + 1;
  }

  /** With more padding behind, so that the last window is whole when sizes are rounded up. */
  Windows ceiled(OpContext op, Shape spatial) {
    if (op.attributes().integer("ceil_mode", 0) == 0) {
      return this;
    }
    if (!spatial.isKnown()) {
      throw op.unsupported("ceil_mode over dynamic axes", "ceil_mode=0", "export without it");
    }
    long[] back = after.toArray();
    for (int i = 0; i < kernel.length(); i++) {
      long size = spatial.dim(i).value() + before.get(i) + after.get(i) - reach(i);
      long rest = size % stride.get(i);
      long starts = (size + stride.get(i) - 1) / stride.get(i) * stride.get(i);
      boolean inside = starts < spatial.dim(i).value() + before.get(i);
      back[i] += rest != 0 && inside ? stride.get(i) - rest : 0;
    }
    return with(before, back);
  }

  /** Sizes of the result. */
  Shape result(Shape spatial) {
    Shape out = spatial;
    for (int i = 0; i < kernel.length(); i++) {
      Dim room = spatial.dim(i).plus(Dim.of(before.get(i) + after.get(i) - reach(i)));
      out = out.with(i, room.dividedBy(Dim.of(stride.get(i))).plus(Dim.ONE));
    }
    return out;
  }

  /** A window with stride one and no padding. */
  static Windows plain(long[] kernel, long[] dilation) {
    ImmutableLongArray none = ImmutableLongArray.copyOf(new long[kernel.length]);
    return new Windows(
        ImmutableLongArray.copyOf(kernel),
        ImmutableLongArray.copyOf(ones(kernel.length)),
        ImmutableLongArray.copyOf(dilation),
        none,
        none);
  }

  /** The same without padding. */
  Windows unpadded() {
    return with(ImmutableLongArray.copyOf(new long[kernel.length()]), new long[kernel.length()]);
  }

  /** The sizes of a padded map. */
  Shape padded(Shape spatial) {
    Shape out = spatial;
    for (int i = 0; i < kernel.length(); i++) {
      out = out.with(i, spatial.dim(i).plus(Dim.of(before.get(i) + after.get(i))));
    }
    return out;
  }

  /** The axes from {@code from} to before {@code to}. */
  Windows part(int from, int to) {
    return new Windows(
        kernel.subArray(from, to),
        stride.subArray(from, to),
        dilation.subArray(from, to),
        before.subArray(from, to),
        after.subArray(from, to));
  }

  /** Padding of a whole map that this has and another has not. */
  long[] beyond(Windows other) {
    long[] pads = pads();
    long[] others = other.pads();
    for (int i = 0; i < pads.length; i++) {
      pads[i] -= others[i];
    }
    return pads;
  }

  /** Explicit padding of a map, if the native symmetric one does not do; all begins, all ends. */
  Optional<long[]> explicit() {
    if (before.equals(after)) {
      return Optional.empty();
    }
    return Optional.of(pads());
  }

  /** Padding of a whole map: all begins, then all ends. */
  long[] pads() {
    int rank = kernel.length() + 2;
    long[] pads = new long[2 * rank];
    System.arraycopy(before.toArray(), 0, pads, 2, kernel.length());
    System.arraycopy(after.toArray(), 0, pads, rank + 2, kernel.length());
    return pads;
  }

  boolean isPadded() {
    return Arrays.stream(pads()).anyMatch(p -> p > 0);
  }

  /** The native window over two axes; one axis becomes a map of height one. */
  SafeConv.Window window(boolean padded) {
    ImmutableLongArray none = ImmutableLongArray.copyOf(new long[kernel.length()]);
    return new SafeConv.Window(
        wide(kernel, 1), wide(stride, 1), wide(padded ? before : none, 0), wide(dilation, 1));
  }

  /** The native window of one axis that lies across the rows of a map. */
  SafeConv.Window upright(boolean padded) {
    SafeConv.Window w = window(padded);
    return new SafeConv.Window(
        swap(w.kernel()), swap(w.stride()), swap(w.pad()), swap(w.dilation()));
  }

  private static ImmutableLongArray swap(ImmutableLongArray pair) {
    return ImmutableLongArray.of(pair.get(1), pair.get(0));
  }

  private static ImmutableLongArray wide(ImmutableLongArray values, long other) {
    return values.length() == 2 ? values : ImmutableLongArray.of(other, values.get(0));
  }

  private Windows with(ImmutableLongArray front, long[] back) {
    return new Windows(kernel, stride, dilation, front, ImmutableLongArray.copyOf(back));
  }
}
