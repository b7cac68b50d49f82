package io.github.sherl4j.cli;

import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.engine.run.MemoryPlan.Kind;
import io.github.sherl4j.train.EpochReport;
import io.github.sherl4j.train.StepReport;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * The progress bar on standard error: rate and time left, loss, learning rate, live and resident
 * memory. Where there is no terminal it prints a line every ten seconds.
 */
final class Progress implements AutoCloseable {

  private static final double MIB = 1 << 20;

  private final ProgressBar bar;
  private double smoothed = Double.NaN;

  Progress(String task) {
    bar = bar(task, " steps");
  }

  /** A bar on standard error that has not begun. */
  static ProgressBar bar(String task, String unit) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed();
    if (!terminal()) {
      builder
          .setUpdateIntervalMillis(10_000)
          .setConsumer(new DelegatingProgressBarConsumer(System.err::println, 160));
    } else {
      builder.setUpdateIntervalMillis(500);
    }
    return builder.build();
  }

  /** From JDK 22 on {@code console()} may be there without a terminal; then the bar is drawn. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean terminal() {
    return System.console() != null;
  }

  void step(StepReport report) {
    smoothed = Double.isNaN(smoothed) ? report.loss() : 0.9 * smoothed + 0.1 * report.loss();
    bar.maxHint(report.totalSteps());
    bar.stepTo(report.step());
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            " loss %.4f lr %.2e live %.1f MiB%s resident %.0f MiB",
            smoothed,
            report.rate(),
            report.peakLiveBytes() / MIB,
            report.memory().map(Progress::kinds).orElse(""),
            ProcessMemory.residentBytes() / MIB));
  }

  private static String kinds(MemoryPlan plan) {
    return String.format(
        Locale.ROOT,
        " (kept %.1f, gradients %.1f)",
        plan.kinds().get(Kind.KEPT) / MIB,
        plan.kinds().get(Kind.GRADIENTS) / MIB);
  }

  /** Says what an evaluation found. */
  void evaluated(EpochReport report) {
    StringBuilder line = new StringBuilder();
    report
        .metrics()
        .forEach((name, value) -> line.append(' ').append(name).append(' ').append(value));
    System.err.printf(
        Locale.ROOT,
        "epoch %d, step %d:%s%s%n",
        report.epoch(),
        report.step(),
        line,
        report.best() ? " (best so far)" : "");
  }

  @Override
  public void close() {
    bar.close();
  }
}
