package io.github.sherl4j.cli;

import io.github.sherl4j.SherlException;
import io.github.sherl4j.report.TrainingReport;
import io.github.sherl4j.train.EpochReport;
import io.github.sherl4j.train.StepReport;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The HTML page of a run, or nothing where none is wanted. */
final class RunPage implements AutoCloseable {

  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private final Optional<TrainingReport> report;

  RunPage(Optional<TrainingReport> report) {
    this.report = report;
  }

  /** Does the work of a run; an error is told on the page before it goes on. */
  <T> T watch(Supplier<T> work) {
    try {
      return work.get();
    } catch (SherlException e) {
      report.ifPresent(r -> r.failed(e.getMessage()));
      throw e;
    }
  }

  RunPage fact(String section, String name, Object value) {
    report.ifPresent(r -> r.fact(section, name, "" + value));
    return this;
  }

  /** Tells where rows come from. */
  RunPage rows(String name, Object file, DataSource.Rows rows) {
    return fact("Data", name, String.format(Locale.ROOT, "%s, %,d rows", file, rows.rows().size()));
  }

  void model(TunedModel model, TrainConfig config) {
    report.ifPresent(r -> r.model(model, config));
  }

  void step(StepReport step) {
    report.ifPresent(r -> r.step(step));
  }

  void evaluated(EpochReport epoch) {
    report.ifPresent(r -> r.evaluated(epoch));
  }

  void finish(TrainResult result, Map<String, Number> test, List<String> predict) {
    report.ifPresent(r -> r.next(shell(predict)).finish(result, test));
  }

  /** Words as a shell reads them. */
  static String shell(List<String> words) {
    return words.stream()
        .map(w -> PLAIN.matcher(w).matches() ? w : "'" + w.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    report.ifPresent(TrainingReport::close);
  }
}
