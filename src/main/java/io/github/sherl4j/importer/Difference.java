package io.github.sherl4j.importer;

import io.github.sherl4j.format.NpyArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far one tensor is from another.
 *
 * @param maxAbs largest absolute difference; infinite if the shapes differ or NaN meets a number
 * @param scale largest magnitude of the expected elements that are no mask
 */
record Difference(double maxAbs, double scale) {

  /** Above this a number only says "masked": importers bound infinities, so that no NaN arises. */
  private static final double MASK = 1e30;

  /** Of all elements, infinities and masks included. */
  static Difference strict(NpyArray expected, INDArray actual) {
    return of(expected, actual, false);
  }

  /** NaN equals NaN, and numbers beyond 1e30 are equal if their signs are. */
  static Difference lenient(NpyArray expected, INDArray actual) {
    return of(expected, actual, true);
  }

  private static Difference of(NpyArray expected, INDArray actual, boolean lenient) {
    long[] shape = actual.shape();
    boolean same = shape.length == expected.shape().size();
    for (int d = 0; same && d < shape.length; d++) {
      same = shape[d] == expected.shape().get(d);
    }
    if (!same) {
      return new Difference(Double.POSITIVE_INFINITY, 0);
    }
    double[] ours = actual.isEmpty() ? new double[0] : actual.dup('c').data().asDouble();
    double worst = 0;
    double scale = 0;
    for (int i = 0; i < ours.length; i++) {
      double wanted = expected.getDouble(i);
      if (lenient && (isMask(wanted, ours[i]) || (Double.isNaN(wanted) && Double.isNaN(ours[i])))) {
        continue;
      }
      double error = Math.abs(ours[i] - wanted);
      worst = Math.max(worst, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
      scale = Math.max(scale, Math.abs(wanted));
    }
    return new Difference(worst, scale);
  }

  private static boolean isMask(double a, double b) {
    return Math.abs(a) >= MASK && Math.abs(b) >= MASK && a > 0 == b > 0;
  }
}
