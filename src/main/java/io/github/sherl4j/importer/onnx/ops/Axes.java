package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/** Work along one axis of a tensor, brought into the form of a matrix. */
final class Axes {

  private Axes() {}

  /** The order of axes that puts one last and keeps the others as they are. */
  static int[] toLast(int axis, int rank) {
    return IntStream.range(0, rank).map(i -> i == rank - 1 ? axis : i < axis ? i : i + 1).toArray();
  }

  /** The order that undoes another. */
  static int[] inverse(int[] order) {
    int[] back = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
    }
    return back;
  }

  /** Whether an order of axes changes nothing. */
  static boolean isIdentity(int[] order) {
    return IntStream.range(0, order.length).allMatch(i -> order[i] == i);
  }

  /** Permutes a variable unless that changes nothing. */
  static SDVariable permute(OpContext op, SDVariable x, int... order) {
    return isIdentity(order) ? x : op.graph().permute(x, order);
  }

  /** Inserts axes of size one; {@code axes} are positions in the result, ascending. */
  static SDVariable unsqueeze(OpContext op, SDVariable x, Shape shape, int... axes) {
    SDVariable out = x;
    int rank = shape.rank();
    boolean single = shape.dims().stream().allMatch(d -> !d.isKnown() || d.equals(Dim.ONE));
    for (int axis : axes) {
      // The native form leaves a [1, 1] matrix as it is.
      out =
          rank == 2 && single
              ? SafeShapes.unsqueeze(op.graph(), out, axis)
              : op.graph().expandDims(out, axis);
      rank++;
    }
    return out;
  }

  /** A LONG vector with one number for an axis and another for all others. */
  static SDVariable runtime(OpContext op, int rank, int axis, Dim at, Dim others) {
    return op.vector(new Shape(Collections.nCopies(rank, others)).with(axis, at));
  }

  /**
   * Whether a slice of one from the end of a dynamic axis may be a single number, for which the
   * strided slice has a wrong gradient: its place must then be computed.
   */
  static boolean isLast(Shape whole, int axis, long begin) {
    return begin < 0
        && whole.without(List.of(axis)).dims().stream()
            .allMatch(d -> !d.isKnown() || d.equals(Dim.ONE));
  }

  /**
   * Applies a function of rows [rows, n] → [rows, m] along one axis.
   *
   * @param x the tensor
   * @param shape its shape
   * @param axis where n is
   * @param m what n becomes
   */
  static SDVariable rowwise(
      OpContext op, SDVariable x, Shape shape, int axis, Dim m, UnaryOperator<SDVariable> f) {
    int[] order = toLast(axis, shape.rank());
    Shape moved = shape.permuted(order);
    Dim count = moved.product(0, moved.rank() - 1);
    SDVariable last = permute(op, x, order);
    SDVariable rows =
        shape.rank() == 2 ? last : op.reshape(last, new Shape(List.of(count, shape.dim(axis))));
    SDVariable y = f.apply(rows);
    SDVariable wide = shape.rank() == 2 ? y : op.reshape(y, moved.with(moved.rank() - 1, m));
    return permute(op, wide, inverse(order));
  }
}
