package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.importer.onnx.OpAttributes;
import io.github.sherl4j.importer.onnx.OpContext;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How one axis is resized, as in the operator's attributes.
 *
 * @param mode nearest, linear or cubic
 * @param coordinates where an output lies among the inputs
 * @param rounding of nearest
 * @param cubic the coefficient a of the cubic kernel
 * @param excludes whether weights outside are left out and the others scaled up
 */
record Interpolation(
    String mode, String coordinates, String rounding, double cubic, boolean excludes) {

  /** Reads the attributes; before version 11 there was one rule. */
  static Interpolation of(OpContext op, boolean old) {
    OpAttributes a = op.attributes();
    String mode = a.text("mode", "nearest");
    if (old) {
      return new Interpolation(
          mode.equals("bilinear") ? "linear" : mode, "asymmetric", "floor", 0, false);
    }
    Interpolation i =
        new Interpolation(
            mode,
            a.text("coordinate_transformation_mode", "half_pixel"),
            a.text("nearest_mode", "round_prefer_floor"),
            a.real("cubic_coeff_a", -0.75),
            a.integer("exclude_outside", 0) == 1);
    i.place(0, 1, 1, 1, op);
    return i;
  }

  /** Whether resizing by a whole number repeats each element. */
  boolean repeats() {
    return mode.equals("nearest")
        && ((coordinates.equals("asymmetric") && rounding.equals("floor"))
            || (coordinates.endsWith("half_pixel") && rounding.startsWith("round")));
  }

  private double place(int out, int size, int outs, double scale, OpContext op) {
    return switch (coordinates) {
      case "align_corners" -> outs == 1 ? 0 : (double) out * (size - 1) / (outs - 1);
      case "asymmetric" -> out / scale;
      case "pytorch_half_pixel" -> outs == 1 ? 0 : (out + 0.5) / scale - 0.5;
      case "half_pixel" -> (out + 0.5) / scale - 0.5;
      case "half_pixel_symmetric" -> {
        double adjustment = outs / (scale * size);
        double centre = size / 2.0;
        yield centre * (1 - adjustment) + (out + 0.5) / scale - 0.5;
      }
      case "tf_half_pixel_for_nn" -> (out + 0.5) / scale;
      default -> throw op.unsupported("coordinates " + coordinates, "half_pixel", "use half_pixel");
    };
  }

  /** The weights [size, outs] of each input in each output. */
  INDArray matrix(int size, int outs, double scale, DataType dtype) {
    double[][] m = new double[size][outs];
    for (int out = 0; out < outs; out++) {
      double at = place(out, size, outs, scale, null);
      if (mode.equals("nearest")) {
        m[inside(nearest(at), size)][out] = 1;
      } else {
        spread(m, out, at, mode.equals("linear") ? 1 : 2);
      }
    }
    return Nd4j.createFromArray(m).castTo(dtype);
  }

  private static int inside(long place, int size) {
    return (int) Math.max(0, Math.min(size - 1, place));
  }

  private long nearest(double at) {
    return switch (rounding) {
      case "floor" -> (long) Math.floor(at);
      case "ceil" -> (long) Math.ceil(at);
      case "round_prefer_ceil" -> (long) Math.floor(at + 0.5);
      default -> (long) Math.ceil(at - 0.5);
    };
  }

  private void spread(double[][] m, int out, double at, int reach) {
    int size = m.length;
    int base = (int) Math.floor(at);
    double[] weights = new double[2 * reach];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      int from = base - reach + 1 + i;
      double distance = Math.abs(at - from);
      boolean left = excludes && reach > 1 && (from < 0 || from >= size);
      weights[i] = left ? 0 : reach == 1 ? 1 - distance : cubic(distance);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      int from = base - reach + 1 + i;
      m[inside(from, size)][out] += excludes && reach > 1 ? weights[i] / sum : weights[i];
    }
  }

  private double cubic(double d) {
    return d <= 1
        ? ((cubic + 2) * d - (cubic + 3)) * d * d + 1
        : ((cubic * d - 5 * cubic) * d + 8 * cubic) * d - 4 * cubic;
  }
}
