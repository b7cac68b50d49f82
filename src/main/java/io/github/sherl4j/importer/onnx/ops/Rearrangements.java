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
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One-hot and unit matrices, places of what is not zero, channels to pixels and back. */
public final class Rearrangements extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Rearrangements() {
    entry("OneHot", Rearrangements::oneHot);
    entry("EyeLike", Rearrangements::eyeLike);
    entry("NonZero", Rearrangements::nonZero);
    entry("DepthToSpace", Rearrangements::depthToSpace);
    entry("SpaceToDepth", Rearrangements::spaceToDepth);
  }

  private static void oneHot(OpContext op) {
    Operand at = op.operand(0);
    Operand values = op.operand(2);
    Elements depth = op.operand(1).elements().orElse(null);
    if (depth == null || !values.isFixed()) {
      throw op.unsupported("a depth or values that are data", "constants", "fix them");
    }
    INDArray pair = op.floats(2);
    double off = pair.getDouble(0);
    double on = pair.getDouble(1);
    Dim n = depth.isFloat() ? Dim.of((long) depth.number(0)) : depth.dim(0);
    int axis = op.axis(op.attributes().integer("axis", -1), at.rank() + 1);
    SameDiff sd = op.graph();
    SDVariable tall = Axes.unsqueeze(op, Places.positive(op, op.variable(0), n), at.shape(), axis);
    List<Dim> dims = new ArrayList<>(at.shape().dims());
    dims.add(axis, n);
    long[] wide = new long[dims.size()];
    Arrays.fill(wide, 1);
    wide[axis] = -1;
    SDVariable hot = sd.eq(tall, sd.reshape(Fillings.counted(op, n), wide));
    DataType dtype = values.dtype();
    DataType work = dtype == DataType.BOOL ? DataType.FLOAT : dtype;
    SDVariable y = hot.castTo(work).mul(on - off).add(off);
    op.result(work == dtype ? y : y.castTo(dtype), dtype, new Shape(dims));
  }

  private static void eyeLike(OpContext op) {
    Operand a = op.operand(0);
    long k = op.attributes().integer("k", 0);
    DataType dtype = op.attributes().dtype("dtype").orElse(a.dtype());
    SameDiff sd = op.graph();
    SDVariable rows = sd.expandDims(Fillings.counted(op, a.shape().dim(0)).add((double) k), 1);
    SDVariable columns = sd.expandDims(Fillings.counted(op, a.shape().dim(1)), 0);
    op.result(sd.eq(rows, columns).castTo(dtype), dtype, a.shape());
  }

  private static void nonZero(OpContext op) {
    Operand a = op.operand(0);
    if (!Places.isKnown(a)) {
      throw op.unsupported(
          "data", "constants", "its result has a size that only the data knows; export without it");
    }
    Elements e = a.elements().orElseThrow();
    long[] dims = a.shape().toLongs();
    long[] strides = Fold.strides(dims);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < e.size(); i++) {
      if (e.number(i) != 0) {
        found.add(i);
      }
    }
    int n = found.size();
    long[] places = new long[dims.length * n];
    for (int i = 0; i < places.length; i++) {
      int axis = i / n;
      places[i] = found.get(i % n) / strides[axis] % dims[axis];
    }
    op.folded(DataType.INT64, Shape.of(dims.length, n), Elements.ofLongs(places));
  }

  private static Dim block(OpContext op) {
    long size = op.attributes().integer("blocksize", 0);
    if (size < 1 || op.operand(0).rank() != 4) {
      throw op.corrupt("blocks of " + size + " of " + op.operand(0), "blocks of [n, c, h, w]");
    }
    return Dim.of(size);
  }

  private static void depthToSpace(OpContext op) {
    Dim b = block(op);
    Shape s = op.operand(0).shape();
    Dim c = s.dim(1).dividedBy(b.times(b));
    boolean columns = op.attributes().text("mode", "DCR").equals("CRD");
    Shape split =
        new Shape(
            columns
                ? List.of(s.dim(0), c, b, b, s.dim(2), s.dim(3))
                : List.of(s.dim(0), b, b, c, s.dim(2), s.dim(3)));
    int[] order = columns ? new int[] {0, 1, 4, 2, 5, 3} : new int[] {0, 3, 4, 1, 5, 2};
    Shape out = new Shape(List.of(s.dim(0), c, s.dim(2).times(b), s.dim(3).times(b)));
    rearrange(op, split, order, out);
  }

  private static void spaceToDepth(OpContext op) {
    Dim b = block(op);
    Shape s = op.operand(0).shape();
    Dim h = s.dim(2).dividedBy(b);
    Dim w = s.dim(3).dividedBy(b);
    Shape split = new Shape(List.of(s.dim(0), s.dim(1), h, b, w, b));
    Shape out = new Shape(List.of(s.dim(0), s.dim(1).times(b).times(b), h, w));
    rearrange(op, split, new int[] {0, 3, 5, 1, 2, 4}, out);
  }

  private static void rearrange(OpContext op, Shape split, int[] order, Shape out) {
    SDVariable x = op.graph().permute(op.reshape(op.variable(0), split), order);
    op.result(op.reshape(x, out), op.operand(0).dtype(), out);
  }
}
