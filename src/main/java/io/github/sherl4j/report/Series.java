package io.github.sherl4j.report;

import java.util.Arrays;
import java.util.function.BinaryOperator;

/** Values that came one after another, each at a place. Grows; not thread-safe. */
final class Series {

  private double[] x = new double[64];
  private double[] y = new double[64];
  private int size;

  /** The values at 1, 2, 3 … */
  static Series of(Iterable<? extends Number> values) {
    Series series = new Series();
    values.forEach(v -> series.add(series.size + 1, v.doubleValue()));
    return series;
  }

  void add(double place, double value) {
    if (size == x.length) {
      x = Arrays.copyOf(x, 2 * size);
      y = Arrays.copyOf(y, 2 * size);
    }
    x[size] = place;
    y[size++] = value;
  }

  int size() {
    return size;
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }

  double last() {
    return y[size - 1];
  }

  /** How many neighbours make one point of {@link #means} or {@link #highest}. */
  int bundle(int points) {
    return Math.max(1, (size + points - 1) / points);
  }

  /** At most so many points, each the mean of as many neighbours. */
  Series means(int points) {
    Series thin = new Series();
    int bundle = bundle(points);
    for (int i = 0; i < size; i += bundle) {
      int end = Math.min(size, i + bundle);
      thin.add(mean(x, i, end), mean(y, i, end));
    }
    return thin;
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElseThrow();
  }

  /** At most so many points, each the highest of as many neighbours: no peak is lost. */
  Series highest(int points) {
    Series thin = new Series();
    int bundle = bundle(points);
    for (int i = 0; i < size; i += bundle) {
      int end = Math.min(size, i + bundle);
      thin.add(x[i], Arrays.stream(y, i, end).max().orElseThrow());
    }
    return thin;
  }

  /** A running mean: a new value counts a tenth, or more while there are few. */
  Series smooth() {
    Series smooth = new Series();
    double mean = 0;
    for (int i = 0; i < size; i++) {
      double weight = Math.max(0.1, 1.0 / (i + 1));
      mean += weight * (y[i] - mean);
      smooth.add(x[i], mean);
    }
    return smooth;
  }

  double least() {
    return reduce(Math::min);
  }

  double most() {
    return reduce(Math::max);
  }

  private double reduce(BinaryOperator<Double> operator) {
    return Arrays.stream(y, 0, size).boxed().reduce(operator).orElse(0.0);
  }
}
