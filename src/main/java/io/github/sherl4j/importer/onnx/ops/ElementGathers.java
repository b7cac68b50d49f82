package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Picking by tuples of indices and element by element, and the largest elements. */
public final class ElementGathers extends OpTable {

  /** Each of the largest is a pass over the data. */
  private static final int MAX_K = 128;

  /** For {@link java.util.ServiceLoader}. */
  public ElementGathers() {
    entry("GatherND", ElementGathers::gatherNd);
    entry("GatherElements", ElementGathers::gatherElements);
    entry("TopK", ElementGathers::topK);
  }

  private static void gatherNd(OpContext op) {
    Operand a = op.operand(0);
    Operand at = op.operand(1);
    int batch = op.attributes().small("batch_dims", 0);
    int depth = Math.toIntExact(at.shape().dim(-1).value());
    int end = batch + depth;
    if (batch < 0 || depth < 1 || end > a.rank() || batch >= at.rank()) {
      throw op.corrupt("tuples of " + depth + " for shape " + a.shape(), "indices of its axes");
    }
    Shape s = a.shape();
    Shape shape = at.shape().part(0, at.rank() - 1).then(s.part(end, s.rank()));
    if (batch == 0 && a.isFoldable() && Places.isKnown(at) && s.isKnown()) {
      long[] rows = Places.known(op, at, s.part(0, end));
      int width = op.foldable(s.product(end, s.rank()));
      int[] places = new int[op.foldable(shape.size())];
      for (int i = 0; i < places.length; i++) {
        places[i] = Math.toIntExact(rows[i / width] * width + i % width);
      }
      op.folded(a.dtype(), shape, a.elements().orElseThrow().pick(places));
      return;
    }
    Dim count = at.shape().product(0, at.rank() - 1);
    SDVariable places = Places.ofTuples(op, 1, s.part(batch, end));
    if (batch > 0) {
      Dim outer = at.shape().product(0, batch);
      SDVariable first = Fillings.counted(op, outer).mul(op.scalar(s.product(batch, end)));
      Shape matrix = new Shape(List.of(outer, at.shape().product(batch, at.rank() - 1)));
      SDVariable grid =
          op.reshape(places, matrix).add(op.reshape(first, new Shape(List.of(outer, Dim.ONE))));
      places = op.reshape(grid, new Shape(List.of(count)));
    }
    Shape table = new Shape(List.of(s.product(0, end), s.product(end, s.rank())));
    SDVariable x = op.reshape(op.variable(0), table);
    op.result(op.reshape(Places.rows(op, x, table, places, count), shape), a.dtype(), shape);
  }

  private static void gatherElements(OpContext op) {
    Operand a = op.operand(0);
    Operand at = op.operand(1);
    int axis = op.axis(op.attributes().integer("axis", 0), a.rank());
    if (at.rank() != a.rank()) {
      throw op.corrupt("indices of rank " + at.rank(), "rank " + a.rank());
    }
    if (Places.isKnown(at) && a.shape().dim(axis).isKnown()) {
      for (long i : at.elements().orElseThrow().toLongs()) {
        Places.checked(op, i, a.shape().dim(axis).value());
      }
    }
    SDVariable x = op.variable(0);
    Shape shape = a.shape();
    for (int i = 0; i < a.rank(); i++) {
      Dim fewer = at.shape().dim(i);
      if (i != axis && fewer.isKnown() && !fewer.equals(shape.dim(i))) {
        x = SafeShapes.slice(op.graph(), x, a.rank(), i, 0, fewer.value(), 1);
        shape = shape.with(i, fewer);
      }
    }
    op.result(picked(op, x, shape, op.variable(1), at.shape(), axis), a.dtype(), at.shape());
  }

  /** x [.., n, ..] at indices [.., m, ..] of an axis: for each row, a product with one-hot rows. */
  private static SDVariable picked(
      OpContext op, SDVariable x, Shape shape, SDVariable index, Shape at, int axis) {
    SameDiff sd = op.graph();
    int[] order = Axes.toLast(axis, shape.rank());
    Shape wide = at.permuted(order);
    Dim n = shape.dim(axis);
    Dim m = at.dim(axis);
    Dim rows = wide.product(0, wide.rank() - 1);
    Places.limit(op, rows.times(m), n);
    DataType type = x.dataType();
    DataType work = type.isFPType() ? type : DataType.DOUBLE;
    SDVariable values = Axes.permute(op, x.castTo(work), order);
    SDVariable column = op.reshape(values, new Shape(List.of(rows, n, Dim.ONE)));
    SDVariable places = Axes.permute(op, Places.positive(op, index, n), order);
    SDVariable tall = op.reshape(places, new Shape(List.of(rows, m, Dim.ONE)));
    SDVariable counted =
        op.reshape(Fillings.counted(op, n), new Shape(List.of(Dim.ONE, Dim.ONE, n)));
    SDVariable hot = sd.eq(tall, counted).castTo(work);
    SDVariable y = op.reshape(SafeMatmul.matmul(sd, hot, column, false, false, false), wide);
    SDVariable out = Axes.permute(op, y, Axes.inverse(order));
    return work == type ? out : out.castTo(type);
  }

  /** The places are native and have no gradient; the values are picked at them and have one. */
  private static void topK(OpContext op) {
    Operand a = op.operand(0);
    int axis = op.axis(op.attributes().integer("axis", -1), a.rank());
    long k =
        op.version() < 10 ? op.attributes().integer("k", 1) : op.numbers("k", 1).orElseThrow()[0];
    Dim n = a.shape().dim(axis);
    if (k > MAX_K) {
      throw op.unsupported("k = " + k, "at most " + MAX_K, "take fewer");
    }
    if (k < 1 || (n.isKnown() && k > n.value())) {
      throw op.corrupt("k = " + k, "1 to " + n);
    }
    SameDiff sd = op.graph();
    int[] order = Axes.toLast(axis, a.rank());
    SDVariable x = op.variable(0);
    boolean largest = op.attributes().integer("largest", 1) == 1;
    SDVariable last = Axes.permute(op, largest ? x : x.neg(), order);
    long[] wide = new long[a.rank()];
    Arrays.fill(wide, 1);
    wide[a.rank() - 1] = -1;
    SDVariable counted = sd.reshape(Fillings.counted(op, n), wide);
    SDVariable places = SafeOps.largestPlaces(sd, last, counted, a.rank(), (int) k);
    SDVariable index = Axes.permute(op, places, Axes.inverse(order));
    Shape shape = a.shape().with(axis, Dim.of(k));
    op.result(0, picked(op, x, a.shape(), index, shape, axis), a.dtype(), shape);
    op.result(1, index, DataType.INT64, shape);
  }

  /** 0 … rank−1. */
  static int[] all(int rank) {
    return IntStream.range(0, rank).toArray();
  }
}
