package io.github.sherl4j.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A scale with round numbers on it.
 *
 * @param from value at its start
 * @param to value at its end, above {@code from}
 * @param step between two marks
 */
record Axis(double from, double to, double step) {

  private static final double[] ROUND = {1, 2, 2.5, 5, 10};

  /** A scale that begins and ends at marks around the values, with about {@code marks} of them. */
  static Axis around(double least, double most, int marks) {
    double from = least;
    double to = most;
    if (!(to - from > Math.abs(to) * 1e-9)) { // one value, or none
      double room = from == 0 ? 1 : Math.abs(from) * 0.1;
      from -= least >= 0 && from - room < 0 ? from : room;
      to += room;
    }
    double step = step(to - from, marks);
    return new Axis(
        Math.floor(from / step + 1e-9) * step, Math.ceil(to / step - 1e-9) * step, step);
  }

  /** A scale of whole numbers that begins and ends at these. */
  static Axis counting(double first, double last, int marks) {
    double end = last > first ? last : first + 1;
    return new Axis(first, end, Math.max(1, Math.rint(step(end - first, marks))));
  }

  private static double step(double range, int marks) {
    double rough = range / marks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double round : ROUND) {
      if (round * power >= rough * (1 - 1e-9)) {
        return round * power;
      }
    }
    return 10 * power;
  }

  /** The round numbers on it. */
  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    for (double i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      marks.add(i * step);
    }
    return marks;
  }

  /** Where a value lies, from 0 to 1. */
  double at(double value) {
    return (value - from) / (to - from);
  }

  /** A mark as text, with as many digits as tell it from the next. */
  String text(double mark) {
    double most = Math.max(Math.abs(from), Math.abs(to));
    if (most < 1e-3) {
      int after = Math.max(1, (int) Math.ceil(Math.log10(most / step)));
      return mark == 0 ? "0" : String.format(Locale.ROOT, "%." + after + "e", mark);
    }
    int digits = BigDecimal.valueOf(step).stripTrailingZeros().scale();
    BigDecimal rounded =
        BigDecimal.valueOf(mark).setScale(Math.min(6, Math.max(0, digits)), RoundingMode.HALF_UP);
    return String.format(Locale.ROOT, "%,." + rounded.scale() + "f", rounded);
  }
}
