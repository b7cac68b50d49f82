package io.github.sherl4j.importer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Tells weights from other numbers that a file keeps beside them.
 *
 * <p>A file does not say what its training changed. Not weights are: single numbers (an epsilon, a
 * scale); statistics (batch norm's running mean and variance); masks, that is matrices of nothing
 * but 0 and one other number that is either 1 or below −100; and rotary tables, that is pairs of
 * one shape with a² + b² = 1 everywhere.
 */
final class Trainable {

  private static final double MASKED = -100;
  private static final double TOLERANCE = 1e-4;
  private static final int SAMPLE = 64;

  private Trainable() {}

  static List<String> of(Backbone backbone, Set<String> statistics) {
    Set<String> found = new LinkedHashSet<>();
    List<String> bounded = new ArrayList<>();
    for (String weight : backbone.weights()) {
      INDArray array = backbone.variable(weight).getArr();
      if (array.length() > 1 && !statistics.contains(weight) && !isMask(array)) {
        found.add(weight);
        if (array.rank() >= 2 && array.amaxNumber().doubleValue() <= 1 + TOLERANCE) {
          bounded.add(weight);
        }
      }
    }
    for (String a : bounded) {
      for (String b : bounded) {
        if (a.compareTo(b) < 0 && isRotary(value(backbone, a), value(backbone, b))) {
          found.remove(a);
          found.remove(b);
        }
      }
    }
    return List.copyOf(found);
  }

  private static INDArray value(Backbone backbone, String weight) {
    return backbone.variable(weight).getArr();
  }

  private static boolean isMask(INDArray array) {
    if (array.rank() < 2) {
      return false;
    }
    double least = array.minNumber().doubleValue();
    double other = least < 0 ? least : array.maxNumber().doubleValue();
    if (least > 0 || (other >= MASKED && other != 1)) {
      return false;
    }
    long zeros = count(array, 0);
    return Double.isInfinite(other) || (zeros > 0 && zeros + count(array, other) == array.length());
  }

  private static long count(INDArray array, double value) {
    return array.scan(Conditions.equals(value)).longValue();
  }

  /** A look at a few numbers: with it, whole matrices are squared only where they are tables. */
  private static boolean looksRotary(INDArray a, INDArray b) {
    for (long i = 0; i < Math.min(SAMPLE, a.length()); i++) {
      double x = a.getDouble(i);
      double y = b.getDouble(i);
      if (!(Math.abs(x * x + y * y - 1) <= TOLERANCE)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRotary(INDArray a, INDArray b) {
    if (!a.equalShapes(b) || !looksRotary(a, b)) {
      return false;
    }
    try (INDArray squares = a.mul(a);
        INDArray others = b.mul(b)) {
      squares.addi(others).subi(1);
      return squares.amaxNumber().doubleValue() <= TOLERANCE
          && !BooleanIndexing.or(squares, Conditions.isNan());
    }
  }
}
