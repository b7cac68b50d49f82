package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpAttributes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Operators that make a tensor of a given shape: filled, counted, repeated or masked. */
public final class Fillings extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Fillings() {
    entry("ConstantOfShape", Fillings::constantOfShape);
    entry("Expand", Fillings::expand);
    entry("Tile", Fillings::tile);
    entry("Range", Fillings::range);
    entry("Trilu", Fillings::trilu);
  }

  private static void constantOfShape(OpContext op) {
    Shape shape = new Shape(op.dims("shape", 0).orElseThrow());
    OpAttributes.Constant value =
        op.attributes()
            .tensor("value")
            .orElse(new OpAttributes.Constant(DataType.FLOAT, Shape.of(1), Elements.ofDoubles(0)));
    if (shape.isKnown()) {
      int size = op.foldable(shape.size());
      op.folded(value.dtype(), shape, value.elements().pick(new int[size]));
    } else {
      op.result(fill(op, shape, value.dtype(), value.elements()), value.dtype(), shape);
      zero(op, value.elements().number(0) == 0);
    }
  }

  private static void zero(OpContext op, boolean zero) {
    if (zero) {
      op.zeros();
    }
  }

  /** A tensor whose shape is only known when the model runs. */
  private static SDVariable fill(OpContext op, Shape shape, DataType dtype, Elements value) {
    double number = value.number(0);
    double finite = Double.isInfinite(number) ? Math.copySign(1e38, number) : number;
    DataType work = dtype == DataType.BOOL ? DataType.FLOAT : dtype;
    SDVariable filled = op.graph().fill(op.vector(shape), work, finite);
    return work == dtype ? filled : filled.castTo(dtype);
  }

  private static void expand(OpContext op) {
    Operand a = op.operand(0);
    Shape asked = new Shape(op.dims("shape", 1).orElseThrow());
    Shape shape = a.shape().broadcast(asked);
    if (shape.equals(a.shape())) {
      op.same(a);
    } else if (a.isFoldable() && shape.isKnown()) {
      int size = op.foldable(shape.size());
      op.folded(
          a.dtype(),
          shape,
          a.elements().orElseThrow().pick(Fold.broadcast(a.shape(), shape, size)));
    } else {
      op.result(expanded(op, op.variable(0), a.dtype(), shape), a.dtype(), shape);
      zero(op, a.isZero());
    }
  }

  /** Broadcasts a variable to a shape. */
  static SDVariable expanded(OpContext op, SDVariable x, DataType dtype, Shape shape) {
    boolean direct = dtype.isFPType() || dtype == DataType.INT64;
    DataType work = direct ? dtype : DataType.INT64;
    SDVariable ones = op.graph().fill(op.vector(shape), work, 1);
    SDVariable wide = SafeShapes.expand(direct ? x : x.castTo(work), ones);
    return direct ? wide : wide.castTo(dtype);
  }

  private static void tile(OpContext op) {
    Operand a = op.operand(0);
    List<Dim> repeats = op.dims("repeats", 1).orElseThrow();
    if (repeats.size() != a.rank()) {
      throw op.corrupt(repeats.size() + " repeats", "one for each of " + a.rank() + " axes");
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < a.rank(); i++) {
      dims.add(a.shape().dim(i).times(repeats.get(i)));
    }
    Shape shape = new Shape(dims);
    if (a.isFoldable() && shape.isKnown()) {
      foldedTile(op, a, shape);
    } else if (shape.equals(a.shape())) {
      op.same(a);
    } else {
      op.result(op.graph().tile(op.variable(0), op.vector(new Shape(repeats))), a.dtype(), shape);
    }
  }

  private static void foldedTile(OpContext op, Operand a, Shape shape) {
    int size = op.foldable(shape.size());
    long[] from = a.shape().toLongs();
    long[] strides = Fold.strides(from);
    long[] to = shape.toLongs();
    long[] toStrides = Fold.strides(to);
    int[] places = new int[size];
    for (int n = 0; n < size; n++) {
      long place = 0;
      for (int axis = 0; axis < to.length; axis++) {
        place += n / toStrides[axis] % to[axis] % from[axis] * strides[axis];
      }
      places[n] = (int) place;
    }
    op.folded(a.dtype(), shape, a.elements().orElseThrow().pick(places));
  }

  private static void range(OpContext op) {
    Operand start = op.operand(0);
    Operand limit = op.operand(1);
    Operand step = op.operand(2);
    DataType dtype = start.dtype();
    boolean known = start.isFoldable() && limit.isFoldable() && step.isFoldable();
    if (!known || step.number().isEmpty() || step.number().orElseThrow() == 0) {
      throw op.unsupported("bounds that are data", "bounds known by shapes", "export it static");
    }
    if (dtype.isFPType()) {
      realRange(op, start, limit, step.number().orElseThrow());
      return;
    }
    Dim first = start.elements().orElseThrow().dim(0);
    Dim by = step.elements().orElseThrow().dim(0);
    Dim count = limit.elements().orElseThrow().dim(0).minus(first);
    count = by.equals(Dim.ONE) ? count : count.plus(by).minus(signum(by)).dividedBy(by);
    if (count.isKnown() && first.isKnown()) {
      int size = op.foldable(Dim.of(Math.max(0, count.value())));
      op.folded(dtype, Shape.of(size), Elements.ofDims(size, i -> first.plus(by.times(Dim.of(i)))));
      return;
    }
    SDVariable counted =
        op.graph()
            .range(
                op.scalar(first),
                op.scalar(first.plus(count.times(by))),
                op.scalar(by),
                DataType.INT64);
    op.result(
        dtype == DataType.INT64 ? counted : counted.castTo(dtype),
        dtype,
        new Shape(List.of(count)));
  }

  private static Dim signum(Dim known) {
    return Dim.of(Long.signum(known.value()));
  }

  private static void realRange(OpContext op, Operand start, Operand limit, double step) {
    double first = start.number().orElseThrow();
    double span = (limit.number().orElseThrow() - first) / step;
    int size = op.foldable(Dim.of((long) Math.max(0, Math.ceil(span))));
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = first + i * step;
    }
    op.folded(start.dtype(), Shape.of(size), Fold.reals(values, start.dtype()));
  }

  private static void trilu(OpContext op) {
    Operand a = op.operand(0);
    boolean upper = op.attributes().integer("upper", 1) == 1;
    long k = op.has(1) ? op.numbers("k", 1).orElseThrow()[0] : 0;
    Shape s = a.shape();
    if (a.isFoldable()) {
      Elements e = a.elements().orElseThrow();
      long rows = s.dim(-2).value();
      long columns = s.dim(-1).value();
      int[] places = new int[e.size()];
      for (int i = 0; i < places.length; i++) {
        long d = i % columns - i / columns % rows;
        places[i] = (upper ? d >= k : d <= k) ? i : e.size();
      }
      Elements zero = e.isFloat() ? Elements.ofDoubles(0) : Elements.ofLongs(0);
      op.folded(a.dtype(), s, e.then(zero).pick(places));
      return;
    }
    SameDiff sd = op.graph();
    SDVariable distance =
        sd.expandDims(counted(op, s.dim(-1)), 0).sub(sd.expandDims(counted(op, s.dim(-2)), 1));
    SDVariable mask = upper ? sd.gte(distance, (double) k) : sd.lte(distance, (double) k);
    DataType work = a.dtype() == DataType.BOOL ? DataType.FLOAT : a.dtype();
    SDVariable kept = op.variable(0).castTo(work).mul(mask.castTo(work));
    op.result(work == a.dtype() ? kept : kept.castTo(a.dtype()), a.dtype(), s);
  }

  /** 0, 1, … below a dimension. */
  static SDVariable counted(OpContext op, Dim size) {
    return op.graph()
        .range(op.scalar(Dim.ZERO), op.scalar(size), op.scalar(Dim.ONE), DataType.INT64);
  }
}
