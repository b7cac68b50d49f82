package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.onnx.OpAttributes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Resizing, axis by axis, as a product with a constant matrix of interpolation weights: right in
 * every mode, and its gradient too. An axis of unknown size can only be repeated.
 */
public final class Resizes extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Resizes() {
    entry("Resize", Resizes::cropped, Resizes::resize);
    entry("Upsample", Resizes::resize);
  }

  private static Optional<String> cropped(OpAttributes a) {
    String mode = a.text("coordinate_transformation_mode", "half_pixel");
    if (mode.equals("tf_crop_and_resize")) {
      return Optional.of("crop with Slice before resizing (roi is not mapped)");
    }
    return a.integer("antialias", 0) == 1
        ? Optional.of("export with antialias=False, or resize before the model")
        : Optional.empty();
  }

  private static void resize(OpContext op) {
    Operand a = op.operand(0);
    boolean upsample = op.type().equals("Upsample");
    boolean old = upsample || op.version() < 11;
    int[] axes =
        op.attributes()
            .integers("axes")
            .map(l -> Arrays.stream(l).mapToInt(x -> op.axis(x, a.rank())).toArray())
            .orElseGet(() -> IntStream.range(0, a.rank()).toArray());
    double[] scales = scales(op, old);
    List<Dim> sizes = old || scales != null ? null : op.dims("sizes", 3).orElse(null);
    if (scales == null && sizes == null) {
      throw op.unsupported("scales that are data", "constant scales or sizes", "fix them");
    }
    if ((scales == null ? sizes.size() : scales.length) != axes.length) {
      throw op.corrupt("scales for other axes", "one for each of " + axes.length + " axes");
    }
    if (!op.attributes().text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw op.unsupported("keep_aspect_ratio_policy", "stretch", "give the sizes themselves");
    }
    Interpolation interpolation = Interpolation.of(op, old);
    SDVariable x = op.variable(0);
    Shape shape = a.shape();
    for (int i = 0; i < axes.length; i++) {
      int axis = axes[i];
      Dim size = shape.dim(axis);
      Dim out =
          sizes != null
              ? sizes.get(i)
              : size.isKnown() ? Dim.of((long) Math.floor(size.value() * scales[i])) : null;
      if ((scales != null && scales[i] == 1) || size.equals(out)) {
        continue;
      }
      double scale = scales != null ? scales[i] : 0;
      if (!size.isKnown() || out == null || !out.isKnown()) {
        out = repeatable(op, size, out, scale, interpolation);
        x = repeated(op, x, shape, axis, (long) scale);
      } else {
        op.foldable(size.times(out));
        double real = sizes != null ? (double) out.value() / size.value() : scale;
        INDArray m = interpolation.matrix((int) size.value(), (int) out.value(), real, a.dtype());
        Shape now = shape;
        Dim wide = out;
        SDVariable before = x;
        x = Axes.rowwise(op, before, now, axis, wide, r -> SafeMatmul.rowsTimes(op.graph(), r, m));
      }
      shape = shape.with(axis, out);
    }
    if (x.equals(op.variable(0))) {
      op.same(a);
    } else {
      op.result(x, a.dtype(), shape);
    }
  }

  /** The scales, null if there are none. */
  private static double[] scales(OpContext op, boolean old) {
    Optional<double[]> listed = op.attributes().reals("scales");
    int place = old ? 1 : 2;
    if (listed.isPresent() || !op.has(place) || op.operand(place).shape().size().equals(Dim.ZERO)) {
      return listed.orElse(null);
    }
    INDArray values = op.floats(place);
    return values.castTo(DataType.DOUBLE).toDoubleVector();
  }

  private static Dim repeatable(
      OpContext op, Dim size, Dim out, double scale, Interpolation interpolation) {
    if (out != null || scale < 1 || scale != Math.rint(scale) || !interpolation.repeats()) {
      throw op.unsupported(
          "interpolation of an axis of unknown size",
          "a known size, or nearest with a whole scale",
          "export with a fixed picture size");
    }
    op.foldable(Dim.of((long) scale));
    return size.times(Dim.of((long) scale));
  }

  private static SDVariable repeated(
      OpContext op, SDVariable x, Shape shape, int axis, long times) {
    Shape column =
        shape.part(0, axis + 1).then(Shape.of(1)).then(shape.part(axis + 1, shape.rank()));
    Shape wide = column.with(axis + 1, Dim.of(times));
    SDVariable tall = op.reshape(x, column);
    long[] ones = new long[column.rank()];
    Arrays.fill(ones, 1);
    ones[axis + 1] = times;
    SDVariable many = tall.mul(op.graph().constant(Nd4j.ones(x.dataType(), ones)));
    return op.reshape(many, shape.with(axis, wide.dim(axis).times(Dim.of(times))));
  }
}
