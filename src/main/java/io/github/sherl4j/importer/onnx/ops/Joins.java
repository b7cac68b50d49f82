package io.github.sherl4j.importer.onnx.ops;

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
    if (op.has(3) || pads.length != 2 * a.rank()) {
      throw op.unsupported("some axes only", "pads for every axis", "export with opset 17");
    }
    if (Arrays.stream(pads).allMatch(p -> p == 0)) {
      op.same(a);
      return;
    }
    if (!mode.equals("constant") || Arrays.stream(pads).anyMatch(p -> p < 0)) {
      throw op.unsupported(
          "mode " + mode + ", pads " + Arrays.toString(pads),
          "mode constant and pads >= 0",
          "replace it by slices and concatenation");
    }
    double value =
        op.has(2) ? op.operand(2).number().orElseThrow() : op.attributes().real("value", 0);
    Shape shape = padded(a.shape(), pads);
    if (a.isFoldable() && shape.isKnown()) {
      foldedPad(op, a, pads, shape, value);
      return;
    }
    op.result(pad(op, op.variable(0), pads, value), a.dtype(), shape);
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

  /** A variable with borders; {@code pads}: all begins, then all ends. */
  static SDVariable pad(OpContext op, SDVariable x, long[] pads, double value) {
    int rank = pads.length / 2;
    Elements pairs = Elements.ofDims(2 * rank, i -> Dim.of(pads[i / 2 + (i % 2) * rank]));
    SDVariable table = op.constant(DataType.INT32, Shape.of(rank, 2), pairs);
    return op.graph().nn.pad(x, table, PadMode.CONSTANT, value);
  }
}
