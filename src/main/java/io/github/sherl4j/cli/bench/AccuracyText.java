package io.github.sherl4j.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as a table to read. */
public final class AccuracyText {

  private static final String LINE = "%-27s %-15s %-26s %-25s %-11s %10s  %s%n";

  private AccuracyText() {}

  /** The table, accuracies in percent, with a line for each ordering under it. */
  public static String of(AccuracyResults results) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            LINE,
            "row",
            "reference",
            "accept",
            "runs",
            "mean",
            "CPU s/step",
            "verdict"));
    for (AccuracyRow row : results.rows()) {
      List<AccuracyRun> runs = results.runs(row.row());
      double cpu = runs.stream().mapToDouble(AccuracyRun::cpuSecondsPerStep).average().orElse(0);
      text.append(
          String.format(
              Locale.ROOT,
              LINE,
              row.row(),
              row.reference(),
              row.judged()
                  ? number(row.mean())
                      + " ± "
                      + number(row.within())
                      + ", each >= "
                      + number(row.each())
                  : "reported only",
              runs.stream().map(r -> number(r.percent())).collect(Collectors.joining(" ")),
              number(results.mean(row.row()))
                  + (runs.size() < 2 ? "" : " ± " + number(results.deviation(row.row()))),
              String.format(Locale.ROOT, "%.3f", cpu),
              verdict(results.verdict(row), runs.size())));
    }
    for (AccuracyOrder order : results.orderings()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-97s %-11s %10s  %s%n",
              order,
              String.format(Locale.ROOT, "%+.1f", results.difference(order)),
              "",
              results.verdict(order)));
    }
    return text.toString();
  }

  private static String verdict(AccuracyVerdict verdict, int runs) {
    return verdict == AccuracyVerdict.OPEN
        ? "open (" + runs + " of " + AccuracyResults.SEEDS + ")"
        : verdict.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
