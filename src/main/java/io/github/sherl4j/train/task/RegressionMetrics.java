package io.github.sherl4j.train.task;

import com.google.common.math.PairedStatsAccumulator;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.sherl4j.DivergedException;
import io.github.sherl4j.plan.Metrics;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code pearson}, {@code spearman} (equal values share the mean of their ranks), {@code mse} and
 * {@code count}. A correlation with something constant, or of less than two rows, is 0; so is the
 * error of no row. Never NaN. Keeps two numbers a row.
 */
final class RegressionMetrics implements Metrics {

  private final ImmutableDoubleArray.Builder truths = ImmutableDoubleArray.builder();
  private final ImmutableDoubleArray.Builder predictions = ImmutableDoubleArray.builder();

  @Override
  public void add(INDArray labels, INDArray logits) {
    for (long row = 0; row < labels.size(0); row++) {
      double prediction = logits.getDouble(row, 0);
      if (!Float.isFinite((float) prediction)) {
        throw new DivergedException(
            "a prediction of " + prediction,
            "a finite 32-bit number",
            "row " + row + " of a batch that was measured",
            "train again with a lower --lr");
      }
      truths.add(labels.getDouble(row, 0));
      predictions.add(prediction);
    }
  }

  @Override
  public Map<String, Number> values() {
    double[] truth = truths.build().toArray();
    double[] predicted = predictions.build().toArray();
    Map<String, Number> values = new LinkedHashMap<>();
    values.put("pearson", correlation(truth, predicted));
    values.put("spearman", correlation(ranks(truth), ranks(predicted)));
    values.put("mse", meanSquaredError(truth, predicted));
    values.put("count", (long) truth.length);
    return values;
  }

  @Override
  public double score() {
    return correlation(truths.build().toArray(), predictions.build().toArray());
  }

  private static double correlation(double[] x, double[] y) {
    PairedStatsAccumulator pairs = new PairedStatsAccumulator();
    for (int i = 0; i < x.length; i++) {
      pairs.add(x[i], y[i]);
    }
    boolean varies =
        pairs.count() > 1
            && pairs.xStats().populationVariance() > 0
            && pairs.yStats().populationVariance() > 0;
    return varies ? pairs.pearsonsCorrelationCoefficient() : 0;
  }

  /** Ranks from 1. */
  private static double[] ranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[values.length];
    for (int from = 0, to; from < order.length; from = to) {
      for (to = from + 1; to < order.length && values[order[to]] == values[order[from]]; ) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
    }
    return ranks;
  }

  private static double meanSquaredError(double[] truth, double[] predicted) {
    return IntStream.range(0, truth.length)
        .mapToDouble(i -> (truth[i] - predicted[i]) * (truth[i] - predicted[i]))
        .average()
        .orElse(0);
  }
}
