package io.github.sherl4j.importer;

import com.google.common.primitives.Longs;
import io.github.sherl4j.engine.StandIns;
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
    List<Bounded> bounded = new ArrayList<>();
    for (String weight : backbone.weights()) {
      try (StandIns.Look look = look(backbone, weight)) {
        INDArray array = look.array();
        if (array.length() > 1 && !statistics.contains(weight) && !isMask(array)) {
          found.add(weight);
          if (array.rank() >= 2 && array.amaxNumber().doubleValue() <= 1 + TOLERANCE) {
            bounded.add(Bounded.of(weight, array));
          }
        }
      }
    }
    for (Bounded a : bounded) {
      for (Bounded b : bounded) {
        if (a.name().compareTo(b.name()) < 0 && a.looksRotaryWith(b) && isRotary(backbone, a, b)) {
          found.remove(a.name());
          found.remove(b.name());
        }
      }
    }
    return List.copyOf(found);
  }

  private static StandIns.Look look(Backbone backbone, String weight) {
    return StandIns.look(backbone.variable(weight).getArr());
  }

  /** A table of numbers in ±1, its first ones to look at before whole tables are squared. */
  private record Bounded(String name, List<Long> shape, List<Double> sample) {
    static Bounded of(String name, INDArray array) {
      List<Double> sample = new ArrayList<>();
      for (long i = 0; i < Math.min(SAMPLE, array.length()); i++) {
        sample.add(array.getDouble(i));
      }
      return new Bounded(name, Longs.asList(array.shape()), sample);
    }

    boolean looksRotaryWith(Bounded other) {
      boolean looks = shape.equals(other.shape);
      for (int i = 0; looks && i < sample.size(); i++) {
        double x = sample.get(i);
        double y = other.sample.get(i);
        looks = Math.abs(x * x + y * y - 1) <= TOLERANCE;
      }
      return looks;
    }
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

  private static boolean isRotary(Backbone backbone, Bounded a, Bounded b) {
    try (StandIns.Look x = look(backbone, a.name());
        StandIns.Look y = look(backbone, b.name());
        INDArray squares = x.array().mul(x.array());
        INDArray others = y.array().mul(y.array())) {
      squares.addi(others).subi(1);
      return squares.amaxNumber().doubleValue() <= TOLERANCE
          && !BooleanIndexing.or(squares, Conditions.isNan());
    }
  }
}
