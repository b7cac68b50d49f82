package io.github.sherl4j.report;

import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.train.EpochReport;
import io.github.sherl4j.train.StepReport;
import io.github.sherl4j.train.TrainResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a report knows of a run so far. Not thread-safe. */
final class RunLog {

  /** Where a run stands. */
  enum State {
    /** It goes on. */
    RUNNING("running"),
    /** All steps were taken. */
    COMPLETE("every epoch was trained"),
    /** Held-out data did not become better any more. */
    PATIENCE("ended early: no progress on held-out data"),
    /** Somebody asked for it. */
    STOPPED("stopped by request; the best state so far was kept"),
    /** It broke off. */
    FAILED("broke off");

    final String text;

    State(String text) {
      this.text = text;
    }
  }

  /** An epoch: what its steps gave in this process, and what held-out data gave. */
  static final class Epoch {
    double lossSum;
    long steps;
    long lastStep;
    Duration at = Duration.ZERO;
    Optional<EpochReport> heldOut = Optional.empty();

    Optional<Double> loss() {
      return steps == 0 ? Optional.empty() : Optional.of(lossSum / steps);
    }
  }

  final String title;
  final Instant start;
  final Map<String, Map<String, String>> facts = new LinkedHashMap<>();
  final Map<Integer, Epoch> epochs = new TreeMap<>();
  final Series rates = new Series();
  final Series norms = new Series();
  final Series live = new Series();
  final Series resident = new Series();
  Series losses = new Series();
  long total;
  long peakLive;
  State state = State.RUNNING;
  String reason = "";
  String next = "";
  Instant now;
  long trained;
  long parameters;
  Optional<MemoryPlan> fullest = Optional.empty();
  Optional<TrainResult> result = Optional.empty();
  Map<String, Number> test = Map.of();

  RunLog(String title, Instant start) {
    this.title = title;
    this.start = start;
    this.now = start;
    for (String section : List.of("Method", "Model", "Data", "Training", "Run")) {
      facts.put(section, new LinkedHashMap<>()); // in this order, whatever is told first
    }
  }

  void fact(String section, String name, String value) {
    facts.computeIfAbsent(section, s -> new LinkedHashMap<>()).put(name, value);
  }

  Duration elapsed() {
    return Duration.between(start, now);
  }

  long step() {
    return losses.size() == 0 ? 0 : (long) losses.x(losses.size() - 1);
  }

  void step(StepReport report, long residentBytes) {
    double step = report.step();
    total = report.totalSteps();
    losses.add(step, report.loss());
    rates.add(step, report.rate());
    norms.add(step, report.gradientNorm());
    live.add(step, report.peakLiveBytes() / MemorySection.MIB);
    if (residentBytes > 0) {
      resident.add(step, residentBytes / MemorySection.MIB);
    }
    peakLive = Math.max(peakLive, report.peakLiveBytes());
    Epoch epoch = epoch(report.epoch() + 1);
    epoch.lossSum += report.loss();
    epoch.steps++;
    epoch.lastStep = report.step();
    epoch.at = elapsed();
    report
        .memory()
        .filter(m -> fullest.isEmpty() || m.arenaBytes() > fullest.get().arenaBytes())
        .ifPresent(m -> fullest = Optional.of(m));
  }

  void evaluated(EpochReport report) {
    Epoch epoch = epoch(report.epoch());
    epoch.heldOut = Optional.of(report);
    epoch.lastStep = Math.max(epoch.lastStep, report.step());
    epoch.at = epoch.at.isZero() ? Duration.ZERO : elapsed();
  }

  void finish(TrainResult whole, Map<String, Number> measured) {
    result = Optional.of(whole);
    test = measured;
    losses = Series.of(whole.losses()); // those before a run was taken up again too
    whole.epochs().forEach(this::earlier);
    peakLive = Math.max(peakLive, whole.peakLiveBytes());
    total = Math.max(total, whole.steps());
    state =
        switch (whole.end()) {
          case COMPLETE -> State.COMPLETE;
          case PATIENCE -> State.PATIENCE;
          case STOPPED -> State.STOPPED;
        };
  }

  private void earlier(EpochReport report) {
    Epoch epoch = epoch(report.epoch());
    if (epoch.heldOut.isEmpty()) {
      evaluated(report);
    }
  }

  private Epoch epoch(int number) {
    return epochs.computeIfAbsent(number, n -> new Epoch());
  }
}
