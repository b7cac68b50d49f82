package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Picking by index. Known indices are checked; the native gather would read past the end. */
public final class Gathers extends OpTable {

  /** Up to so many known indices are slices; more are a product with a one-hot matrix. */
  private static final int MAX_SLICES = 16;

  /** For {@link java.util.ServiceLoader}. */
  public Gathers() {
    entry("Gather", Gathers::gather);
  }

  private static void gather(OpContext op) {
    Operand a = op.operand(0);
    Operand at = op.operand(1);
    int axis = op.axis(op.attributes().integer("axis", 0), a.rank());
    Shape shape = a.shape().part(0, axis).then(at.shape()).then(a.shape().part(axis + 1, a.rank()));
    if (at.isFoldable() && at.elements().orElseThrow().isKnown()) {
      known(op, a, axis, places(op, at, a.shape().dim(axis)), shape);
    } else {
      op.result(computed(op, a, at, axis, shape), a.dtype(), shape);
    }
  }

  /** Known indices, counted from the start where the size of the axis is known. */
  private static long[] places(OpContext op, Operand at, Dim dim) {
    long[] places = at.elements().orElseThrow().toLongs();
    for (int i = 0; i < places.length; i++) {
      if (dim.isKnown()) {
        long place = places[i] < 0 ? places[i] + dim.value() : places[i];
        if (place < 0 || place >= dim.value()) {
          throw op.corrupt("index " + places[i], "an index into " + dim.value() + " places");
        }
        places[i] = place;
      }
    }
    return places;
  }

  private static void known(OpContext op, Operand a, int axis, long[] places, Shape shape) {
    if (a.isFoldable()) {
      op.folded(a.dtype(), shape, picked(op, a, axis, places, shape));
      return;
    }
    boolean contiguous =
        IntStream.range(1, places.length).allMatch(i -> places[i] == places[0] + i);
    if (places.length == 0) {
      SDVariable none = SafeShapes.slice(op.graph(), op.variable(0), a.rank(), axis, 0, 0L, 1);
      op.result(shaped(op, axis, none, 0, shape), a.dtype(), shape);
      return;
    }
    boolean sign = places[0] < 0;
    if (contiguous && (!sign || places.length == 1)) {
      SDVariable part = part(op, a, axis, places[0], places.length);
      op.result(shaped(op, axis, part, places.length, shape), a.dtype(), shape);
      return;
    }
    if (a.isFixed()) {
      SDVariable index =
          op.constant(DataType.INT64, op.operand(1).shape(), Elements.ofLongs(places));
      op.result(op.graph().gather(op.variable(0), index, axis), a.dtype(), shape);
      return;
    }
    if (places.length > MAX_SLICES) {
      op.result(computed(op, a, op.operand(1), axis, shape), a.dtype(), shape);
      return;
    }
    SDVariable[] parts =
        Arrays.stream(places).mapToObj(p -> part(op, a, axis, p, 1)).toArray(SDVariable[]::new);
    SDVariable joined = op.graph().concat(axis, parts);
    op.result(shaped(op, axis, joined, places.length, shape), a.dtype(), shape);
  }

  private static Elements picked(OpContext op, Operand a, int axis, long[] places, Shape shape) {
    long[] dims = a.shape().toLongs();
    long[] strides = Fold.strides(dims);
    int size = op.foldable(shape.size());
    int inner = Math.toIntExact(strides[axis]);
    long outerStride = strides[axis] * dims[axis];
    int[] from = new int[size];
    for (int n = 0; n < size; n++) {
      int place = n / inner;
      from[n] =
          Math.toIntExact(
              place / places.length * outerStride
                  + places[place % places.length] * inner
                  + n % inner);
    }
    return a.elements().orElseThrow().pick(from);
  }

  private static SDVariable part(OpContext op, Operand a, int axis, long begin, int length) {
    boolean bool = a.dtype() == DataType.BOOL;
    SDVariable x = bool ? op.variable(0).castTo(DataType.FLOAT) : op.variable(0);
    Long end = begin + length == 0 ? null : (Long) (begin + length);
    SDVariable out;
    if (Axes.isLast(a.shape(), axis, begin)) {
      Dim place = a.shape().dim(axis).plus(Dim.of(begin));
      SDVariable from = Axes.runtime(op, a.rank(), axis, place, Dim.ZERO);
      SDVariable size = Axes.runtime(op, a.rank(), axis, Dim.of(length), Dim.of(-1));
      out = SafeShapes.slice(op.graph(), x, from, size);
    } else {
      out = SafeShapes.slice(op.graph(), x, a.rank(), axis, begin, end, 1);
    }
    return bool ? out.castTo(DataType.BOOL) : out;
  }

  /** Gives a part of one axis the shape of the indices. */
  private static SDVariable shaped(
      OpContext op, int axis, SDVariable part, int length, Shape shape) {
    Shape at = op.operand(1).shape();
    if (at.rank() == 1) {
      return part;
    }
    return at.rank() == 0 && length == 1
        ? SafeShapes.squeeze(op.graph(), part, op.operand(0).rank(), axis)
        : op.reshape(part, shape);
  }

  /** Indices that are data: a native gather from weights, a matrix product from activations. */
  private static SDVariable computed(OpContext op, Operand a, Operand at, int axis, Shape shape) {
    SDVariable index = op.variable(1);
    if (a.isFixed() || a.isFoldable() || !a.isFloat()) {
      boolean bool = a.dtype() == DataType.BOOL;
      SDVariable x = bool ? op.variable(0).castTo(DataType.FLOAT) : op.variable(0);
      SDVariable picked = op.graph().gather(x, index, axis);
      return bool ? picked.castTo(DataType.BOOL) : picked;
    }
    int[] toFront = IntStream.range(0, a.rank()).map(i -> front(i, axis)).toArray();
    Shape front = a.shape().permuted(toFront);
    SDVariable x = axis == 0 ? op.variable(0) : op.graph().permute(op.variable(0), toFront);
    Dim width = front.product(1, front.rank());
    SDVariable table = op.reshape(x, new Shape(List.of(front.dim(0), width)));
    SDVariable places = op.reshape(index, new Shape(List.of(at.shape().size())));
    SDVariable rows =
        SafeMatmul.rows(
            op.graph(),
            table,
            places,
            Fillings.counted(op, front.dim(0)),
            MatMuls.isSingle(Dim.ONE, width));
    Shape wide = at.shape().then(front.part(1, front.rank()));
    SDVariable out = op.reshape(rows, wide);
    if (axis == 0) {
      return out;
    }
    int k = at.rank();
    int[] back =
        IntStream.range(0, shape.rank())
            .map(i -> i < axis ? i + k : i < axis + k ? i - axis : i)
            .toArray();
    return op.graph().permute(out, back);
  }

  private static int front(int i, int axis) {
    return i == 0 ? axis : i <= axis ? i - 1 : i;
  }
}
