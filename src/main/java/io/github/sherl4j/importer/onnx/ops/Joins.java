package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.buffer.DataType;

/** Putting tensors together and adding borders. */
public final class Joins extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Joins() {
    entry("Concat", Joins::concat);
    entry("Pad", Joins::pad);
  }

  private static void concat(OpContext op) {
    Operand first = op.operand(0);
    int axis = op.axis(op.attributes().integer("axis", 0), first.rank());
    Dim total = Dim.ZERO;
    boolean foldable = true;
    List<Integer> filled = new ArrayList<>();
    for (int i = 0; i < op.operandCount(); i++) {
      Operand o = op.operand(i);
      if (o.rank() != first.rank() || o.dtype() != first.dtype()) {
        throw op.corrupt(o.dtype() + " " + o.shape(), first.dtype() + " of the same rank");
      }
      total = total.plus(o.shape().dim(axis));
      foldable &= o.isFoldable();
      if (!o.shape().dim(axis).equals(Dim.ZERO)) {
        filled.add(i);
      }
    }
    Shape shape = first.shape().with(axis, total);
    if (foldable) {
      folded(op, shape, axis);
    } else if (filled.size() == 1) {
      op.same(op.operand(filled.get(0)));
    } else {
      SDVariable[] parts = filled.stream().map(op::variable).toArray(SDVariable[]::new);
      op.result(op.graph().concat(axis, parts), first.dtype(), shape);
    }
  }

  private static void folded(OpContext op, Shape shape, int axis) {
    int outer = op.foldable(shape.product(0, axis));
    int size = op.foldable(shape.size());
    int[] places = new int[size];
    int row = outer == 0 ? 0 : size / outer;
    Elements all = op.operand(0).elements().orElseThrow();
    int begin = 0;
    int column = 0;
    for (int i = 0; i < op.operandCount(); i++) {
      Elements e = op.operand(i).elements().orElseThrow();
      all = i == 0 ? all : all.then(e);
      int width = outer == 0 ? 0 : e.size() / outer;
      for (int n = 0; n < e.size(); n++) {
        places[n / width * row + column + n % width] = begin + n;
      }
      begin += e.size();
      column += width;
    }
    op.folded(op.operand(0).dtype(), shape, all.pick(places));
  }

  private static void pad(OpContext op) {
    Operand a = op.operand(0);
    String mode = op.attributes().text("mode", "constant");
    long[] pads = op.numbers("pads", 1).orElseThrow();
    pads = op.has(3) ? spread(op, pads, a.rank()) : pads;
    if (pads.length != 2 * a.rank()) {
      throw op.corrupt(pads.length + " pads", "two for each of " + a.rank() + " axes");
    }
    if (Arrays.stream(pads).allMatch(p -> p == 0)) {
      op.same(a);
      return;
    }
    Shape shape = padded(a.shape(), pads);
    if (!mode.equals("constant")) {
      op.result(mirrored(op, mode, pads), a.dtype(), shape);
      return;
    }
    double value =
        op.has(2) ? op.operand(2).number().orElseThrow() : op.attributes().real("value", 0);
    if (a.isFoldable() && Arrays.stream(pads).allMatch(p -> p >= 0) && shape.isKnown()) {
      foldedPad(op, a, pads, shape, value);
      return;
    }
    op.result(bordered(op, op.variable(0), a.shape(), pads, value), a.dtype(), shape);
  }

  /** Pads of some axes as pads of all. */
  private static long[] spread(OpContext op, long[] pads, int rank) {
    long[] axes = op.numbers("axes", 3).orElseThrow();
    long[] all = new long[2 * rank];
    if (pads.length != 2 * axes.length) {
      throw op.corrupt(pads.length + " pads", "two for each of " + axes.length + " axes");
    }
    for (int i = 0; i < axes.length; i++) {
      int axis = op.axis(axes[i], rank);
      all[axis] = pads[i];
      all[rank + axis] = pads[axes.length + i];
    }
    return all;
  }

  /** Borders that repeat or mirror the tensor, put together of slices, one axis after the other. */
  private static SDVariable mirrored(OpContext op, String mode, long[] pads) {
    Operand a = op.operand(0);
    SDVariable out = op.variable(0);
    for (int axis = 0; axis < a.rank(); axis++) {
      long before = pads[axis];
      long after = pads[a.rank() + axis];
      if (before == 0 && after == 0) {
        continue;
      }
      Dim dim = a.shape().dim(axis);
      if (before < 0 || after < 0 || !dim.isKnown()) {
        throw op.unsupported("mode " + mode + " of a dynamic axis", "a known size", "fix it");
      }
      op.foldable(dim.plus(Dim.of(before + after)));
      long n = dim.value();
      long[] places = new long[Math.toIntExact(before + n + after)];
      for (int i = 0; i < places.length; i++) {
        places[i] = source(op, mode, i - before, n);
      }
      out = picked(op, out, a.rank(), axis, places);
    }
    return out;
  }

  private static long source(OpContext op, String mode, long place, long n) {
    return switch (mode) {
      case "edge" -> Math.max(0, Math.min(n - 1, place));
      case "wrap" -> Math.floorMod(place, n);
      case "reflect" -> {
        long period = Math.max(1, 2 * (n - 1));
        long at = Math.floorMod(place, period);
        yield at < n ? at : period - at;
      }
      default ->
          throw op.unsupported("mode " + mode, "constant, edge, reflect or wrap", "change it");
    };
  }

  /** Slices of an axis, the longest ascending runs in one piece. */
  private static SDVariable picked(OpContext op, SDVariable x, int rank, int axis, long[] places) {
    List<SDVariable> parts = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= places.length; i++) {
      if (i == places.length || places[i] != places[i - 1] + 1) {
        parts.add(SafeShapes.slice(op.graph(), x, rank, axis, places[from], places[i - 1] + 1, 1));
        from = i;
      }
    }
    return parts.size() == 1
        ? parts.get(0)
        : op.graph().concat(axis, parts.toArray(SDVariable[]::new));
  }

  /** Borders where pads are positive, cuts where they are negative. */
  static SDVariable bordered(OpContext op, SDVariable x, Shape shape, long[] pads, double value) {
    int rank = pads.length / 2;
    SDVariable out = x;
    for (int axis = 0; axis < rank; axis++) {
      long begin = Math.max(0, -pads[axis]);
      long end = Math.min(0, pads[rank + axis]);
      if (begin > 0 || end < 0) {
        Dim dim = shape.dim(axis);
        Long stop = end == 0 ? null : (Long) (dim.isKnown() ? dim.value() + end : end);
        out = SafeShapes.slice(op.graph(), out, rank, axis, begin, stop, 1);
      }
    }
    long[] positive = Arrays.stream(pads).map(p -> Math.max(0, p)).toArray();
    return Arrays.stream(positive).anyMatch(p -> p > 0) ? pad(op, out, positive, value) : out;
  }

  private static void foldedPad(OpContext op, Operand a, long[] pads, Shape shape, double value) {
    Elements e = a.elements().orElseThrow();
    int[] places = new int[op.foldable(shape.size())];
    Arrays.fill(places, e.size());
    long[] begins = Arrays.copyOf(pads, a.rank());
    int[] inner = Fold.walk(a.shape().toLongs(), Fold.strides(shape.toLongs()), begins, e.size());
    for (int i = 0; i < inner.length; i++) {
      places[inner[i]] = i;
    }
    Elements fill = e.isFloat() ? Elements.ofDoubles(value) : Elements.ofLongs((long) value);
    op.folded(a.dtype(), shape, e.then(fill).pick(places));
  }

  /** A shape with borders. */
  static Shape padded(Shape shape, long[] pads) {
    Shape out = shape;
    for (int i = 0; i < shape.rank(); i++) {
      out = out.with(i, shape.dim(i).plus(Dim.of(pads[i] + pads[i + shape.rank()])));
    }
    return out;
  }

  /** A variable with borders; {@code pads}: all begins, then all ends, none negative. */
  static SDVariable pad(OpContext op, SDVariable x, long[] pads, double value) {
    int rank = pads.length / 2;
    Elements pairs = Elements.ofDims(2 * rank, i -> Dim.of(pads[i / 2 + (i % 2) * rank]));
    SDVariable table = op.constant(DataType.INT32, Shape.of(rank, 2), pairs);
    return op.graph().nn.pad(x, table, PadMode.CONSTANT, value);
  }
}
