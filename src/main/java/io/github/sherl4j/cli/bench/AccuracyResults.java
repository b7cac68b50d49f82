package io.github.sherl4j.cli.bench;

import static io.github.sherl4j.cli.bench.AccuracyVerdict.FAIL;
import static io.github.sherl4j.cli.bench.AccuracyVerdict.OPEN;
import static io.github.sherl4j.cli.bench.AccuracyVerdict.PASS;
import static io.github.sherl4j.cli.bench.AccuracyVerdict.REPORTED;

import com.google.common.math.Stats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs so far, and what they come to. Not thread-safe. */
public final class AccuracyResults {

  /** Seeds that a band for the mean is meant for. */
  static final int SEEDS = 5;

  /** Percentages are sums of binary fractions. */
  static final double ROUNDING = 1e-9;

  private final AccuracyPlan plan;
  private final boolean shortened;
  private final Map<String, List<AccuracyRun>> runs = new TreeMap<>();

  /** No runs yet. */
  public AccuracyResults(SetUps setUps) {
    plan = setUps.plan();
    shortened = setUps.shortened();
  }

  /** Adds a run of a row. */
  public void add(AccuracyRow row, AccuracyRun run) {
    List<AccuracyRun> own = runs.computeIfAbsent(row.row(), r -> new ArrayList<>());
    own.add(run);
    own.sort(Comparator.comparingLong(AccuracyRun::seed));
  }

  /** Whether a row has been run with a seed. */
  public boolean has(AccuracyRow row, long seed) {
    return runs(row.row()).stream().anyMatch(r -> r.seed() == seed);
  }

  /** The rows with runs, in the order of the plan. */
  List<AccuracyRow> rows() {
    return plan.rows().stream().filter(r -> runs.containsKey(r.row())).toList();
  }

  /** The orderings of which both rows have runs. */
  List<AccuracyOrder> orderings() {
    return plan.orderings().stream()
        .filter(o -> runs.containsKey(o.higher()) && runs.containsKey(o.lower()))
        .toList();
  }

  List<AccuracyRun> runs(String row) {
    return List.copyOf(runs.getOrDefault(row, List.of()));
  }

  double mean(String row) {
    return stats(row).mean();
  }

  /** Sample standard deviation; NaN of a single run. */
  double deviation(String row) {
    Stats stats = stats(row);
    return stats.count() < 2 ? Double.NaN : stats.sampleStandardDeviation();
  }

  private Stats stats(String row) {
    return runs(row).stream().map(AccuracyRun::percent).collect(Stats.toStats());
  }

  AccuracyVerdict verdict(AccuracyRow row) {
    if (!row.judged() || shortened) {
      return REPORTED;
    }
    if (runs(row.row()).stream().anyMatch(r -> r.percent() < row.each() - ROUNDING)) {
      return FAIL;
    }
    if (runs(row.row()).size() < SEEDS) {
      return OPEN;
    }
    return Math.abs(mean(row.row()) - row.mean()) <= row.within() + ROUNDING ? PASS : FAIL;
  }

  /** Percent points by which the row that has to be higher is. */
  double difference(AccuracyOrder order) {
    return mean(order.higher()) - mean(order.lower());
  }

  AccuracyVerdict verdict(AccuracyOrder order) {
    if (shortened) {
      return REPORTED;
    }
    if (Math.min(runs(order.higher()).size(), runs(order.lower()).size()) < SEEDS) {
      return OPEN;
    }
    return order.holds(difference(order)) ? PASS : FAIL;
  }

  /** Whether nothing was missed. */
  public boolean ok() {
    return Stream.concat(
            rows().stream().map(this::verdict), orderings().stream().map(this::verdict))
        .noneMatch(FAIL::equals);
  }
}
