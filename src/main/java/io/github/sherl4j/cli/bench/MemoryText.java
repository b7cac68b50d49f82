package io.github.sherl4j.cli.bench;

import java.util.List;
import java.util.Locale;

/** Measured memory as a table to read. */
public final class MemoryText {

  private static final double MIB = 1 << 20;
  private static final String LINE = "%-10s %-22s %9s %9s %9s %9s %9s %10s  %s%n";

  private MemoryText() {}

  /** The table, in MiB. */
  public static String of(List<MemoryRow> rows) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                LINE,
                "shape",
                "method",
                "size",
                "live MiB",
                "plan MiB",
                "bound MiB",
                "resident",
                "backward",
                "verdict"));
    for (MemoryRow row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              LINE,
              row.shape(),
              row.method(),
              row.batch() + " x " + row.tokens(),
              mebibytes(row.livePeakBytes()),
              mebibytes(row.planBytes()),
              mebibytes(row.boundBytes()),
              row.residentPeakBytes() < 0 ? "?" : mebibytes(row.residentPeakBytes()),
              row.backwardOps(),
              verdict(row)));
    }
    return text.toString();
  }

  private static String verdict(MemoryRow row) {
    return !row.asPlanned()
        ? "not as planned"
        : !row.nearBound()
            ? "over the bound"
            : row.unusedBackwardOps() > 0
                ? row.unusedBackwardOps() + " backward calls for nothing"
                : "ok";
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes / MIB);
  }
}
