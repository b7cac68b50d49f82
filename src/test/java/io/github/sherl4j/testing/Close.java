package io.github.sherl4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.format.NpyArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Comparisons of arrays with recorded ones. */
public final class Close {

  private Close() {}

  /** Largest absolute difference; infinite for NaN. */
  public static double worst(NpyArray expected, INDArray actual) {
    double[] ours = actual.dup('c').data().asDouble();
    assertEquals(expected.length(), ours.length, expected.name());
    double worst = 0;
    for (int i = 0; i < ours.length; i++) {
      double error = Math.abs(ours[i] - expected.getDouble(i));
      worst = Math.max(worst, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
    }
    return worst;
  }

  /** Largest magnitude of a recorded array. */
  public static double max(NpyArray expected) {
    double max = 0;
    for (double v : expected.toDoubles()) {
      max = Math.max(max, Math.abs(v));
    }
    return max;
  }

  /** Fails unless every element is within {@code tolerance}. */
  public static void within(double tolerance, NpyArray expected, INDArray actual) {
    double worst = worst(expected, actual);
    assertTrue(worst <= tolerance, expected.name() + " differs by " + worst);
  }
}
