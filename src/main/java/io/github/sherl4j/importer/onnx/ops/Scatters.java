package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Writing at indices: folded where all is known, else one product with a one-hot matrix. The native
 * scatter has no gradient and checks no bounds.
 */
public final class Scatters extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Scatters() {
    entry("ScatterND", Scatters::scatterNd);
    entry("ScatterElements", Scatters::scatterElements);
    entry("Scatter", Scatters::scatterElements);
  }

  private static boolean adds(OpContext op) {
    String reduction = op.attributes().text("reduction", "none");
    if (!reduction.equals("none") && !reduction.equals("add")) {
      throw op.unsupported("reduction " + reduction, "none or add", "export without it");
    }
    return reduction.equals("add");
  }

  private static void scatterNd(OpContext op) {
    Operand a = op.operand(0);
    Operand at = op.operand(1);
    int depth = Math.toIntExact(at.shape().dim(-1).value());
    if (depth < 1 || depth > a.rank()) {
      throw op.corrupt("tuples of " + depth + " for shape " + a.shape(), "indices of its axes");
    }
    Shape axes = a.shape().part(0, depth);
    Dim width = a.shape().product(depth, a.rank());
    if (Places.isKnown(at) && axes.isKnown()) {
      put(op, Places.known(op, at, axes), width);
    } else {
      put(op, Places.ofTuples(op, 1, axes), at.shape().product(0, at.rank() - 1), width);
    }
  }

  private static void scatterElements(OpContext op) {
    Operand a = op.operand(0);
    Operand at = op.operand(1);
    int axis = op.axis(op.attributes().integer("axis", 0), a.rank());
    if (!Places.isKnown(at) || !a.shape().part(1, a.rank()).isKnown()) {
      throw op.unsupported("indices that are data", "constants", "use ScatterND, or fix them");
    }
    long[] index = at.elements().orElseThrow().toLongs();
    long[] dims = a.shape().toLongs();
    long[] strides = Fold.strides(dims);
    long[] own = at.shape().toLongs();
    long[] ownStrides = Fold.strides(own);
    for (int i = 0; i < index.length; i++) {
      long place = Places.checked(op, index[i], dims[axis]) * strides[axis];
      for (int d = 0; d < own.length; d++) {
        place += d == axis ? 0 : i / ownStrides[d] % own[d] * strides[d];
      }
      index[i] = place;
    }
    put(op, index, Dim.ONE);
  }

  /** Puts rows of the third operand at known places. */
  private static void put(OpContext op, long[] places, Dim width) {
    Operand a = op.operand(0);
    Operand updates = op.operand(2);
    boolean adds = adds(op);
    if (a.isFoldable() && updates.isFoldable() && a.shape().isKnown() && !adds) {
      Elements e = a.elements().orElseThrow();
      int w = op.foldable(width);
      int[] from = ElementGathers.all(e.size());
      for (int i = 0; i < places.length; i++) {
        for (int j = 0; j < w; j++) {
          from[Math.toIntExact(places[i] * w + j)] = e.size() + i * w + j;
        }
      }
      op.folded(a.dtype(), a.shape(), e.then(updates.elements().orElseThrow()).pick(from));
      return;
    }
    if (!adds) {
      // The last of several writes to one place holds: the others go nowhere.
      Map<Long, Integer> last = new HashMap<>();
      for (int i = 0; i < places.length; i++) {
        Integer before = last.put(places[i], i);
        if (before != null) {
          places[before] = -1;
        }
      }
    }
    SDVariable at = op.constant(DataType.INT64, Shape.of(places.length), Elements.ofLongs(places));
    put(op, at, Dim.of(places.length), width);
  }

  private static void put(OpContext op, SDVariable places, Dim count, Dim width) {
    Operand a = op.operand(0);
    SameDiff sd = op.graph();
    boolean adds = adds(op);
    DataType work = a.isFloat() ? a.dtype() : DataType.DOUBLE;
    Dim n = a.shape().size().dividedBy(width);
    Shape table = new Shape(List.of(n, width));
    SDVariable hot = Places.hot(op, places, count, n, work);
    SDVariable updates = op.reshape(op.variable(2).castTo(work), new Shape(List.of(count, width)));
    SDVariable put = SafeMatmul.matmul(sd, hot, updates, true, false, MatMuls.isSingle(n, width));
    SDVariable x = op.reshape(op.variable(0).castTo(work), table);
    if (!adds) {
      SDVariable written = sd.max(hot, false, 0);
      x = x.mul(sd.expandDims(written.rsub(1.0), 1));
    }
    SDVariable y = op.reshape(x.add(put), a.shape());
    op.result(a.isFloat() ? y : y.castTo(a.dtype()), a.dtype(), a.shape());
  }
}
