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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Operators that read a shape, or keep the elements and change the shape. */
public final class Shapes extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Shapes() {
    entry("Shape", Shapes::shape);
    entry("Size", Shapes::size);
    entry("Reshape", Shapes::reshape);
    entry("Flatten", Shapes::flatten);
    entry("Squeeze", Shapes::squeeze);
    entry("Unsqueeze", Shapes::unsqueeze);
    entry("Transpose", Shapes::transpose);
  }

  private static void shape(OpContext op) {
    Shape s = op.operand(0).shape();
    int from = bound(op.attributes().small("start", 0), s.rank());
    int to = bound(op.attributes().small("end", s.rank()), s.rank());
    List<Dim> dims = s.dims().subList(from, Math.max(from, to));
    op.folded(DataType.INT64, Shape.of(dims.size()), Elements.ofDims(dims));
  }

  private static int bound(int i, int rank) {
    return Math.max(0, Math.min(rank, i < 0 ? i + rank : i));
  }

  private static void size(OpContext op) {
    Dim size = op.operand(0).shape().size();
    op.folded(DataType.INT64, Shape.SCALAR, Elements.ofDims(List.of(size)));
  }

  private static void reshape(OpContext op) {
    Shape from = op.operand(0).shape();
    List<Dim> asked = op.dims("shape", 1).orElseThrow();
    boolean zeroCopies = op.attributes().integer("allowzero", 0) == 0;
    List<Dim> to = new ArrayList<>();
    int open = -1;
    for (int i = 0; i < asked.size(); i++) {
      Dim d = asked.get(i);
      if (d.equals(Dim.of(-1))) {
        if (open >= 0) {
          throw op.corrupt("two open dimensions", "at most one");
        }
        open = i;
        to.add(Dim.ONE);
      } else {
        to.add(d.equals(Dim.ZERO) && zeroCopies ? from.dim(i) : d);
      }
    }
    if (open >= 0) {
      to.set(open, from.size().dividedBy(new Shape(to).size()));
    }
    Shape shape = new Shape(to);
    if (from.isKnown() && shape.isKnown() && !from.size().equals(shape.size())) {
      throw op.corrupt("shape " + shape + " for " + from, "as many elements");
    }
    Operand a = op.operand(0);
    if (open >= 0 && shape.dynamicCount() > 1 && !a.isFoldable()) {
      // The open dimension is left to the native code: it may be a quotient that has no simpler
      // form.
      SDVariable asks = op.vector(shape.with(open, Dim.of(-1)));
      op.result(op.graph().reshape(op.variable(0), asks), a.dtype(), shape);
      return;
    }
    keep(op, shape);
  }

  private static void flatten(OpContext op) {
    Shape from = op.operand(0).shape();
    int axis = bound(op.attributes().small("axis", 1), from.rank());
    keep(op, new Shape(List.of(from.product(0, axis), from.product(axis, from.rank()))));
  }

  /** The same elements in another shape. */
  static void keep(OpContext op, Shape shape) {
    Operand a = op.operand(0);
    if (a.isFoldable()) {
      op.folded(a.dtype(), shape, a.elements().orElseThrow());
    } else {
      op.result(op.reshape(op.variable(0), shape), a.dtype(), shape);
    }
  }

  private static void squeeze(OpContext op) {
    Operand a = op.operand(0);
    Optional<long[]> listed = op.numbers("axes", 1);
    Set<Integer> axes =
        listed.isPresent()
            ? Arrays.stream(listed.get())
                .mapToObj(x -> op.axis(x, a.rank()))
                .collect(Collectors.toSet())
            : IntStream.range(0, a.rank())
                .filter(i -> a.shape().dim(i).equals(Dim.ONE))
                .boxed()
                .collect(Collectors.toSet());
    Shape shape = a.shape().without(axes);
    if (a.isFoldable()) {
      op.folded(a.dtype(), shape, a.elements().orElseThrow());
      return;
    }
    int[] sorted = axes.stream().mapToInt(Integer::intValue).sorted().toArray();
    op.result(SafeShapes.squeeze(op.graph(), op.variable(0), a.rank(), sorted), a.dtype(), shape);
  }

  private static void unsqueeze(OpContext op) {
    Operand a = op.operand(0);
    long[] listed = op.numbers("axes", 1).orElseThrow();
    int rank = a.rank() + listed.length;
    int[] axes = Arrays.stream(listed).mapToInt(x -> op.axis(x, rank)).sorted().toArray();
    List<Dim> dims = new ArrayList<>(a.shape().dims());
    for (int axis : axes) {
      dims.add(axis, Dim.ONE);
    }
    if (a.isFoldable()) {
      op.folded(a.dtype(), new Shape(dims), a.elements().orElseThrow());
      return;
    }
    SDVariable y = Axes.unsqueeze(op, op.variable(0), a.shape(), axes);
    op.result(y, a.dtype(), new Shape(dims));
  }

  private static void transpose(OpContext op) {
    Operand a = op.operand(0);
    int rank = a.rank();
    int[] order =
        op.attributes()
            .integers("perm")
            .map(p -> Arrays.stream(p).mapToInt(x -> op.axis(x, rank)).toArray())
            .orElseGet(() -> IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
    if (order.length != rank || Arrays.stream(order).distinct().count() != rank) {
      throw op.corrupt("order " + Arrays.toString(order), "each of " + rank + " axes once");
    }
    Shape shape = a.shape().permuted(order);
    if (a.isFoldable()) {
      long[] strides = Fold.strides(a.shape().toLongs());
      long[] permuted = Arrays.stream(order).mapToLong(i -> strides[i]).toArray();
      int size = a.elements().orElseThrow().size();
      int[] places = Fold.walk(shape.toLongs(), permuted, new long[rank], size);
      op.folded(a.dtype(), shape, a.elements().orElseThrow().pick(places));
      return;
    }
    op.result(op.graph().permute(op.variable(0), order), a.dtype(), shape);
    if (rank == 2 && order[0] == 1) {
      op.transposeOf(op.variable(0));
    }
  }
}
