package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Places in a flattened tensor, known or computed. Known ones are checked; with computed ones
 * nothing is read or written but by products with one-hot matrices, which cannot go out of bounds.
 */
final class Places {

  /** Largest one-hot matrix of known size. */
  private static final long MAX_HOT = 1L << 26;

  private Places() {}

  /** Indices along an axis, none negative. */
  static SDVariable positive(OpContext op, SDVariable index, Dim size) {
    SDVariable i = index.castTo(DataType.INT64);
    SDVariable negative = op.graph().lt(i, 0.0).castTo(DataType.INT64);
    return i.add(negative.mul(op.scalar(size)));
  }

  /**
   * Places that tuples of indices name, as a LONG vector.
   *
   * @param operand which operand holds the tuples, in its last axis
   * @param dims sizes of the axes that they index
   */
  static SDVariable ofTuples(OpContext op, int operand, Shape dims) {
    Operand at = op.operand(operand);
    if (isKnown(at) && dims.isKnown()) {
      long[] places = known(op, at, dims);
      return op.constant(DataType.INT64, Shape.of(places.length), Elements.ofLongs(places));
    }
    SameDiff sd = op.graph();
    Shape rows = new Shape(List.of(at.shape().product(0, at.rank() - 1), at.shape().dim(-1)));
    SDVariable index = op.reshape(op.variable(operand), rows);
    SDVariable sum = null;
    for (int i = 0; i < dims.rank(); i++) {
      SDVariable column = SafeShapes.slice(sd, index, 2, 1, i, i + 1L, 1);
      SDVariable part = positive(op, column, dims.dim(i)).mul(op.scalar(stride(dims, i)));
      sum = sum == null ? part : sum.add(part);
    }
    return op.reshape(sum, new Shape(List.of(rows.dim(0))));
  }

  private static Dim stride(Shape dims, int axis) {
    return dims.product(axis + 1, dims.rank());
  }

  /** Whether the numbers are known. */
  static boolean isKnown(Operand at) {
    return at.isFoldable() && at.elements().orElseThrow().isKnown();
  }

  /** Places that known tuples name; checked. */
  static long[] known(OpContext op, Operand at, Shape dims) {
    long[] index = at.elements().orElseThrow().toLongs();
    int depth = dims.rank();
    long[] places = new long[depth == 0 ? 0 : index.length / depth];
    for (int i = 0; i < places.length; i++) {
      for (int j = 0; j < depth; j++) {
        long place = checked(op, index[i * depth + j], dims.dim(j).value());
        places[i] += place * stride(dims, j).value();
      }
    }
    return places;
  }

  /** An index, counted from the start; the size of a dynamic axis is −1. */
  static long checked(OpContext op, long index, long size) {
    if (size < 0 && index >= 0) {
      return index;
    }
    long place = index < 0 ? index + size : index;
    if (place < 0 || place >= size) {
      throw op.corrupt("index " + index, "an index into " + size + " places");
    }
    return place;
  }

  /** Refuses one-hot matrices out of proportion. */
  static void limit(OpContext op, Dim rows, Dim columns) {
    Dim size = rows.times(columns);
    if (size.isKnown() && size.value() > MAX_HOT) {
      throw op.unsupported(
          size + " pairs of places", "at most " + MAX_HOT, "index along one axis with Gather");
    }
  }

  /** Rows of x [n, width] at places [k], of any type. */
  static SDVariable rows(OpContext op, SDVariable x, Shape table, SDVariable places, Dim count) {
    limit(op, count, table.dim(0));
    DataType type = x.dataType();
    SDVariable numbers = type.isFPType() ? x : x.castTo(DataType.DOUBLE);
    SDVariable counted = Fillings.counted(op, table.dim(0));
    boolean single = MatMuls.isSingle(count, table.dim(1));
    SDVariable rows = SafeMatmul.rows(op.graph(), numbers, places, counted, single);
    return type.isFPType() ? rows : rows.castTo(type);
  }

  /** A float matrix [k, n] with a one at each place. */
  static SDVariable hot(OpContext op, SDVariable places, Dim count, Dim n, DataType dtype) {
    limit(op, count, n);
    SameDiff sd = op.graph();
    SDVariable counted = Fillings.counted(op, n);
    return sd.eq(sd.expandDims(places, 1), sd.expandDims(counted, 0)).castTo(dtype);
  }
}
