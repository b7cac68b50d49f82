package io.github.sherl4j.train;

import io.github.sherl4j.RefusedException;
import io.github.sherl4j.discover.BlockDiscovery;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.transform.Attachment;
import io.github.sherl4j.transform.TunedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells the memory of training before it starts, and fits training to a budget. Nothing is run; of
 * tensors only the weights are in memory, and they are given back at the end of every call.
 *
 * <p>What keeps the numbers comes first: computing activations again instead of keeping them, then
 * smaller batches, more of them a step (with a batch norm in the adapter these see fewer rows at a
 * time). Only if single rows do not fit, the method's own {@link TuningMethod#smaller} ways are
 * taken; options that the caller has set never change.
 *
 * <p>Not thread-safe.
 */
public final class MemoryPlanner {

  private static final long MEGA = 1_000_000;

  private final Supplier<Backbone> backbones;
  private final TuningMethod method;
  private final TuningConfig tuning;
  private final String task;
  private final List<String> labels;

  /**
   * A planner for one way of tuning.
   *
   * @param backbones opens the backbone, once for every way that is looked at
   * @param task such as {@code classification}
   */
  public MemoryPlanner(
      Supplier<Backbone> backbones,
      String method,
      TuningConfig tuning,
      String task,
      List<String> labels) {
    this.backbones = backbones;
    this.method = Plugins.method(method);
    this.tuning = tuning;
    this.task = task;
    this.labels = List.copyOf(labels);
  }

  /** The memory of training as it is set; see {@link MemoryForecast#of}. */
  public MemoryForecast forecast(TrainConfig training, int batch, int tokens) {
    try (TunedModel model = attach(tuning)) {
      return MemoryForecast.of(model, batch, tokens, training);
    }
  }

  /**
   * The first way that fits.
   *
   * @param bytes for weights, optimiser and a step; the JVM itself comes on top
   * @param rows rows that make a step now; their number stays
   * @param tokens tokens of the longest rows
   * @throws RefusedException if none fits; it names the smallest budget that would do
   */
  public MemoryChoice within(long bytes, TrainConfig training, int rows, int tokens) {
    List<MemoryChoice.Tried> tried = new ArrayList<>();
    List<TuningConfig> all = new ArrayList<>(List.of(tuning));
    try (Backbone backbone = backbones.get()) {
      BlockMap blocks = BlockDiscovery.discover(backbone);
      all.addAll(method.smaller(backbone, blocks, tuning));
    }
    long least = Long.MAX_VALUE;
    for (TuningConfig way : all) {
      try (TunedModel model = attach(way)) {
        List<Parts> parts = parts(model, rows);
        MemoryChoice smallest = look(model, way, training, parts.get(parts.size() - 1), tokens);
        least = Math.min(least, smallest.forecast().memory().totalBytes());
        if (smallest.forecast().memory().totalBytes() > bytes) {
          tried.addAll(smallest.tried());
          continue;
        }
        for (Parts part : parts) {
          MemoryChoice choice = look(model, way, training, part, tokens);
          tried.addAll(choice.tried());
          if (choice.forecast().memory().totalBytes() <= bytes) {
            return new MemoryChoice(
                way, choice.training(), choice.batch(), choice.forecast(), tried);
          }
        }
      }
    }
    throw new RefusedException(
        "a budget of " + said(bytes),
        "at least " + said(least),
        method.name() + " with " + rows + " rows of " + tokens + " tokens a step",
        "give more memory or fewer tokens; leave options open that may shrink, such as --width and"
            + " --taps; or take another method");
  }

  private static String said(long bytes) {
    return bytes + " bytes (" + (bytes + MEGA - 1) / MEGA + " MB)";
  }

  /** A way to take a step's rows. */
  private record Parts(int number, int rows, boolean recompute) {}

  private static List<Parts> parts(TunedModel model, int rows) {
    List<Parts> all = new ArrayList<>();
    for (int number = 1; number <= (fixedBatch(model) ? 1 : rows); number++) {
      if (rows % number == 0) {
        all.add(new Parts(number, rows / number, false));
        all.add(new Parts(number, rows / number, true));
      }
    }
    return all;
  }

  private static boolean fixedBatch(TunedModel model) {
    return model.inputs().stream()
        .map(n -> model.graph().getVariable(n).getShape())
        .anyMatch(s -> s != null && s.length > 0 && s[0] > 0);
  }

  private MemoryChoice look(
      TunedModel model, TuningConfig way, TrainConfig training, Parts parts, int tokens) {
    TrainConfig config =
        training.saving(
            training.accumulate() * parts.number(), training.recompute() || parts.recompute());
    MemoryForecast forecast = MemoryForecast.of(model, parts.rows(), tokens, config);
    String words =
        parts.rows()
            + (parts.rows() == 1 ? " row" : " rows")
            + (config.accumulate() > 1 ? ", " + config.accumulate() + " batches a step" : "")
            + (config.recompute() ? ", recomputed" : "")
            + changed(way);
    return new MemoryChoice(
        way,
        config,
        parts.rows(),
        forecast,
        List.of(new MemoryChoice.Tried(words, forecast.memory().totalBytes())));
  }

  private String changed(TuningConfig way) {
    Map<String, String> changed = new TreeMap<>(way.options());
    changed.entrySet().removeAll(tuning.options().entrySet());
    return changed.entrySet().stream()
        .map(e -> ", " + e.getKey() + " " + e.getValue())
        .collect(Collectors.joining());
  }

  private TunedModel attach(TuningConfig config) {
    Backbone backbone = backbones.get();
    try {
      BlockMap blocks = BlockDiscovery.discover(backbone);
      return Attachment.attach(backbone, blocks, method, config, Plugins.task(task), labels);
    } catch (RuntimeException | Error e) {
      backbone.close();
      throw e;
    }
  }
}
