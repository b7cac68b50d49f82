package io.github.sherl4j.cli.bench;

import io.github.sherl4j.engine.run.Profile;
import java.util.List;
import java.util.Locale;

/** Measured speed as tables to read. */
public final class SpeedText {

  private static final String LINE = "%-10s %-20s %9s %8s %8s %9s %7s %10s %7s%n";
  private static final int SHOWN = 16;
  private static final int LONGEST = 60;

  private SpeedText() {}

  /** The table; {@code of forward} is CPU time over that of the shape's frozen forward pass. */
  public static String of(List<SpeedRow> rows) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                LINE,
                "shape",
                "method",
                "size",
                "CPU s",
                "wall s",
                "of forw.",
                "matmul",
                "GFLOP/CPU s",
                "of peak"));
    for (SpeedRow row : rows) {
      double forward =
          rows.stream()
              .filter(r -> r.shape().equals(row.shape()))
              .filter(r -> r.method().equals(SpeedMethod.FROZEN_FORWARD.label()))
              .mapToDouble(SpeedRow::cpuSecondsPerStep)
              .findFirst()
              .orElse(Double.NaN);
      text.append(
          String.format(
              Locale.ROOT,
              LINE,
              row.shape(),
              row.method(),
              row.batch() + " x " + row.tokens(),
              number("%.3f", row.cpuSecondsPerStep()),
              number("%.3f", row.wallSecondsPerStep()),
              number("%.2f", row.cpuSecondsPerStep() / forward),
              number("%.2f", row.matmulShare()),
              number("%.0f", row.gflopsPerCpuSecond()),
              number("%.2f", row.gflopsPerCpuSecond() / row.matmulPeakGflopsPerCpuSecond())));
    }
    return text.toString();
  }

  /** The kinds of calls that took longest in one step of a row. */
  public static String profile(SpeedRow row) {
    StringBuilder text = new StringBuilder(row.shape() + ", " + row.method() + "\n");
    double all = row.profile().stream().mapToLong(Profile.Row::nanos).sum();
    for (Profile.Row r : row.profile().stream().limit(SHOWN).toList()) {
      String op = r.op().length() <= LONGEST ? r.op() : r.op().substring(0, LONGEST) + "…";
      text.append(
          String.format(
              Locale.ROOT,
              "%7.1f ms %5.1f %% %5d x %s%s%n",
              r.nanos() / 1e6,
              100 * r.nanos() / all,
              r.calls(),
              op + (r.backward() ? ", backward" : ""),
              r.flops() == 0
                  ? ""
                  : String.format(Locale.ROOT, ", %.0f GFLOP/s", r.flops() / r.nanos())));
    }
    return text.toString();
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
