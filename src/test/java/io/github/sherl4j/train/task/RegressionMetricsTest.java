package io.github.sherl4j.train.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.DivergedException;
import io.github.sherl4j.plan.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Metrics against values worked out by hand. */
class RegressionMetricsTest {

  private static INDArray column(double... values) {
    return Nd4j.createFromArray(values).reshape(values.length, 1);
  }

  private static Metrics of(double[] truth, double[] predicted) {
    Metrics metrics = new Regression().metrics(List.of());
    metrics.add(column(truth), column(predicted));
    return metrics;
  }

  private static void check(
      Metrics metrics, double pearson, double spearman, double mse, long count) {
    assertEquals(
        List.of("pearson", "spearman", "mse", "count"), List.copyOf(metrics.values().keySet()));
    assertEquals(pearson, metrics.values().get("pearson").doubleValue(), 1e-12);
    assertEquals(spearman, metrics.values().get("spearman").doubleValue(), 1e-12);
    assertEquals(mse, metrics.values().get("mse").doubleValue(), 1e-12);
    assertEquals(count, metrics.values().get("count"));
    assertEquals(pearson, metrics.score(), 1e-12);
  }

  @Test
  void orderedNumbers() {
    double[] truth = {1, 2, 3, 4, 5};
    check(of(truth, new double[] {2, 1, 4, 3, 5}), 0.8, 0.8, 0.8, 5);
    check(of(truth, new double[] {-2, -4, -6, -8, -10}), -1, -1, 99, 5);
  }

  @Test
  void equalValuesShareTheMeanRank() {
    // Ranks 1 2.5 2.5 4 and 1 4 3 2: 1.5 / √(4.5 · 5). Deviations −2 −1 −1 4: −1 / √(22 · 5).
    Metrics metrics = of(new double[] {1, 2, 2, 7}, new double[] {1, 4, 3, 2});
    check(metrics, -1 / Math.sqrt(110), 1.5 / Math.sqrt(22.5), 7.5, 4);
    // Ranks 2 2 2 4 and 1 2.5 2.5 4: 3 / √(3 · 4.5). Deviations −1 −1 −1 3 and −2 0 0 2.
    metrics = of(new double[] {0, 0, 0, 4}, new double[] {-1, 1, 1, 3});
    check(metrics, 8 / Math.sqrt(96), 3 / Math.sqrt(13.5), 1, 4);
  }

  @Test
  void batchesAddUp() {
    Metrics metrics = new Regression().metrics(List.of());
    metrics.add(column(1, 2), column(2, 1));
    metrics.add(column(3), column(4));
    metrics.add(column(4, 5), column(3, 5));
    check(metrics, 0.8, 0.8, 0.8, 5);
  }

  @Test
  void nothingThatVariesIsNoCorrelation() {
    check(of(new double[] {1, 2, 3}, new double[] {2, 2, 2}), 0, 0, 2 / 3.0, 3);
    check(of(new double[] {0.1, 0.1, 0.1}, new double[] {1.1, 2.1, 3.1}), 0, 0, 14 / 3.0, 3);
    check(of(new double[] {7}, new double[] {5}), 0, 0, 4, 1);
    check(new Regression().metrics(List.of()), 0, 0, 0, 0);
  }

  @Test
  void predictionsThatAreNoNumbersStop() {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e39}) {
      assertThrows(DivergedException.class, () -> of(new double[] {1}, new double[] {bad}));
    }
  }

  @Test
  void labelsAreRefused() {
    assertThrows(BadInputException.class, () -> new Regression().metrics(List.of("a")));
  }
}
