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
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Sums, means and extremes over axes, running sums, and places of extremes. */
public final class Reductions extends OpTable {

  /** A reduction of a variable over axes ≥ 0. */
  interface Emit {
    SDVariable apply(SameDiff sd, SDVariable x, boolean keep, int[] axes);
  }

  /** For {@link java.util.ServiceLoader}. */
  public Reductions() {
    entry("ReduceMean", op -> reduce(op, null, (sd, x, k, d) -> sd.mean(x, k, d)));
    entry("ReduceSum", op -> reduce(op, Dim::plus, (sd, x, k, d) -> sd.sum(x, k, d)));
    entry("ReduceProd", op -> reduce(op, Dim::times, (sd, x, k, d) -> sd.prod(x, k, d)));
    entry("ReduceMax", op -> reduce(op, null, (sd, x, k, d) -> sd.max(x, k, d)));
    entry("ReduceMin", op -> reduce(op, null, (sd, x, k, d) -> sd.min(x, k, d)));
    entry(
        "ReduceL2", op -> reduce(op, null, (sd, x, k, d) -> sd.math.sqrt(sd.sum(x.mul(x), k, d))));
    entry("ReduceSumSquare", op -> reduce(op, null, (sd, x, k, d) -> sd.sum(x.mul(x), k, d)));
    entry("ReduceL1", op -> reduce(op, null, (sd, x, k, d) -> sd.sum(sd.math.abs(x), k, d)));
    entry("GlobalAveragePool", op -> global(op, (sd, x, k, d) -> sd.mean(x, k, d)));
    entry("GlobalMaxPool", op -> global(op, (sd, x, k, d) -> sd.max(x, k, d)));
    entry("ArgMax", op -> place(op, true));
    entry("ArgMin", op -> place(op, false));
    entry("CumSum", Reductions::cumSum);
  }

  /** Maps a reduction in all its forms; {@code whole} folds whole numbers, null if it cannot. */
  static void reduce(OpContext op, BinaryOperator<Dim> whole, Emit emit) {
    Operand a = op.operand(0);
    boolean keep = op.attributes().integer("keepdims", 1) == 1;
    Optional<long[]> listed = op.numbers("axes", 1).filter(l -> l.length > 0);
    if (listed.isEmpty() && op.attributes().integer("noop_with_empty_axes", 0) == 1) {
      op.same(a);
      return;
    }
    int[] axes =
        listed
            .map(l -> Arrays.stream(l).mapToInt(x -> op.axis(x, a.rank())).sorted().toArray())
            .orElseGet(() -> IntStream.range(0, a.rank()).toArray());
    Shape shape = reduced(a.shape(), axes, keep);
    if (whole != null && a.isFoldable() && !a.isFloat() && axes.length == a.rank()) {
      Dim total = a.elements().orElseThrow().dims().stream().reduce(whole).orElse(Dim.ZERO);
      op.folded(a.dtype(), shape, Elements.ofDims(List.of(total)));
      return;
    }
    if (a.rank() == 0) {
      op.same(a);
      return;
    }
    SDVariable y =
        a.rank() == 2 && mayBeVector(a.shape(), axes)
            ? kept(op, op.variable(0), shape, (x, i) -> emit.apply(op.graph(), x, true, i), axes)
            : emit.apply(op.graph(), op.variable(0), keep, axes);
    op.result(y, a.dtype(), shape);
  }

  private static boolean mayBeVector(Shape shape, int[] axes) {
    return Arrays.stream(axes)
        .anyMatch(i -> !shape.dim(i).isKnown() || shape.dim(i).equals(Dim.ONE));
  }

  /**
   * A reduction that keeps its axes. Of a matrix as a stack of one: the native reduction of [1, n]
   * over its first axis, or of [n, 1] over its second, fails.
   *
   * @param shape what the result has
   */
  static SDVariable kept(
      OpContext op,
      SDVariable x,
      Shape shape,
      BiFunction<SDVariable, int[], SDVariable> f,
      int... axes) {
    if (op.operand(0).rank() != 2) {
      return f.apply(x, axes);
    }
    SDVariable stack = SafeShapes.unsqueeze(op.graph(), x, 0);
    int[] inner = Arrays.stream(axes).map(i -> i + 1).toArray();
    return op.reshape(f.apply(stack, inner), shape);
  }

  /** A shape without some axes, or with size one there. */
  static Shape reduced(Shape shape, int[] axes, boolean keep) {
    if (!keep) {
      return shape.without(Arrays.stream(axes).boxed().toList());
    }
    Shape out = shape;
    for (int axis : axes) {
      out = out.with(axis, Dim.ONE);
    }
    return out;
  }

  private static void global(OpContext op, Emit emit) {
    Operand a = op.operand(0);
    int[] axes = IntStream.range(2, a.rank()).toArray();
    op.result(
        emit.apply(op.graph(), op.variable(0), true, axes),
        a.dtype(),
        reduced(a.shape(), axes, true));
  }

  private static void place(OpContext op, boolean largest) {
    Operand a = op.operand(0);
    int axis = op.axis(op.attributes().integer("axis", 0), a.rank());
    boolean keep = op.attributes().integer("keepdims", 1) == 1;
    boolean last = op.attributes().integer("select_last_index", 0) == 1;
    SameDiff sd = op.graph();
    SDVariable x = last ? sd.reverse(op.variable(0), axis) : op.variable(0);
    SDVariable at = largest ? sd.argmax(x, keep, axis) : sd.argmin(x, keep, axis);
    if (last) {
      at = op.scalar(a.shape().dim(axis).minus(Dim.ONE)).sub(at.castTo(DataType.INT64));
    }
    op.result(at, DataType.INT64, reduced(a.shape(), new int[] {axis}, keep));
  }

  private static void cumSum(OpContext op) {
    Operand a = op.operand(0);
    int axis = op.axis(op.numbers("axis", 1).orElseThrow()[0], a.rank());
    boolean exclusive = op.attributes().integer("exclusive", 0) == 1;
    boolean reverse = op.attributes().integer("reverse", 0) == 1;
    if (!a.isFloat()) {
      // The native running sum takes no whole numbers.
      SDVariable sum =
          op.graph().cumsum(op.variable(0).castTo(DataType.DOUBLE), exclusive, reverse, axis);
      op.result(sum.castTo(a.dtype()), a.dtype(), a.shape());
      return;
    }
    SDVariable sums =
        Axes.rowwise(
            op,
            op.variable(0),
            a.shape(),
            axis,
            a.shape().dim(axis),
            rows ->
                SafeMatmul.runningSum(
                    op.graph(),
                    rows,
                    Fillings.counted(op, a.shape().dim(axis)),
                    exclusive,
                    reverse));
    op.result(sums, a.dtype(), a.shape());
  }
}
