package io.github.sherl4j.report;

import io.github.sherl4j.SherlException;
import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.format.AtomicFiles;
import io.github.sherl4j.train.EpochReport;
import io.github.sherl4j.train.StepReport;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training run as an HTML page that can be watched while it trains: what runs, loss and held-out
 * curves, a table of the epochs, the memory of a step call by call and over the run, the result.
 *
 * <pre>{@code
 * try (TrainingReport report = TrainingReport.begin(Path.of("report.html"), "News by topic")) {
 *   report.model(model, config).fact("Data", "training rows", "news.tsv");
 *   TrainResult result =
 *       new Trainer(model, config).validate(dev, report::evaluated).fit(batches, report::step);
 *   report.finish(result, Sherl.evaluate(model, test));
 * }
 * }</pre>
 *
 * <p>The page is one file that needs no network and runs no script; whatever is told is escaped. It
 * is replaced atomically: after the first step, after an epoch (once a second at most), every few
 * seconds, and at the end; a browser reads it again by itself while the run goes on. A page that
 * cannot be written while training goes on is a warning, not an end of the run. Not thread-safe.
 */
public final class TrainingReport implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingReport.class);
  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofSeconds(ReportPage.REFRESH);

  private final Path file;
  private final InstantSource clock;
  private final RunLog log;
  private Instant written;
  private int epoch;
  private boolean warned;

  private TrainingReport(Path file, String title, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    this.log = new RunLog(title, clock.instant());
    log.fact("Run", "Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    log.fact("Run", "processors", "" + Runtime.getRuntime().availableProcessors());
    write();
  }

  /**
   * Writes the page of a run that has not taken a step yet.
   *
   * @param file made or replaced
   * @param title of the page
   * @throws SherlException if the file cannot be written
   */
  public static TrainingReport begin(Path file, String title) {
    return begin(file, title, InstantSource.system());
  }

  static TrainingReport begin(Path file, String title, InstantSource clock) {
    return new TrainingReport(file, title, clock);
  }

  /** Tells what a model says about itself and how it is to be trained. */
  public TrainingReport model(TunedModel model, TrainConfig config) {
    log.trained = model.trainableParameters();
    log.parameters = model.totalParameters();
    fact("Model", "format", model.backbone().format());
    fact("Model", "parameters of the backbone", ReportPage.number(model.backbone().parameters()));
    fact("Model", "fingerprint", model.backbone().fingerprint());
    fact("Method", "method", model.plan().method());
    fact("Method", "preset", model.plan().preset());
    fact("Method", "trained", ReportPage.number(log.trained) + " parameters");
    fact("Method", "taps", String.join(", ", model.plan().taps()));
    new TreeMap<>(model.plan().settings()).forEach((name, value) -> fact("Method", name, value));
    fact("Data", "task", model.task().name());
    fact("Data", "labels", String.join(", ", model.labels()));
    config.identity().forEach((name, value) -> fact("Training", name, value));
    fact("Training", "recompute", "" + config.recompute());
    return this;
  }

  /**
   * Tells something that belongs on the page, such as {@code ("Data", "training rows", "a.tsv")}.
   *
   * @param section heading of the card it stands in
   */
  public TrainingReport fact(String section, String name, String value) {
    if (!value.isEmpty()) {
      log.fact(section, name, value);
    }
    return this;
  }

  /** Tells the command, or the code, that uses what was trained. */
  public TrainingReport next(String command) {
    log.next = command;
    return this;
  }

  /** A step was taken; a listener for {@code Trainer.fit}. */
  public void step(StepReport report) {
    log.now = clock.instant();
    log.step(report, ProcessMemory.residentBytes());
    boolean over = report.epoch() != epoch;
    epoch = report.epoch();
    if (report.step() == 1 || isDue(SELDOM) || (over && isDue(OFTEN))) {
      tryToWrite();
    }
  }

  /** Held-out data was measured; a listener for {@code Trainer.validate}. */
  public void evaluated(EpochReport report) {
    log.now = clock.instant();
    log.evaluated(report);
    if (isDue(OFTEN)) {
      tryToWrite();
    }
  }

  /**
   * The run ended: by itself or because it was asked to.
   *
   * @param test metrics of test data; empty if nothing was measured
   * @throws SherlException if the page cannot be written
   */
  public void finish(TrainResult result, Map<String, Number> test) {
    log.finish(result, test);
    write();
  }

  /** The run broke off. */
  public void failed(String reason) {
    log.state = RunLog.State.FAILED;
    log.reason = reason;
    tryToWrite();
  }

  /** A run that has not ended until now broke off. */
  @Override
  public void close() {
    if (log.state == RunLog.State.RUNNING) {
      failed("It ended without a result.");
    }
  }

  private boolean isDue(Duration pause) {
    return Duration.between(written, log.now).compareTo(pause) >= 0;
  }

  private void tryToWrite() {
    try {
      write();
    } catch (SherlException e) {
      if (!warned) {
        LOG.warn("the report cannot be written, training goes on: {}", e.getMessage());
        warned = true;
      }
    }
  }

  private void write() {
    log.now = clock.instant();
    written = log.now;
    ByteBuffer bytes = ByteBuffer.wrap(ReportPage.of(log).getBytes(StandardCharsets.UTF_8));
    AtomicFiles.write(
        file,
        out -> {
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
        });
  }
}
