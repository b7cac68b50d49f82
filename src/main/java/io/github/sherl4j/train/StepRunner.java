package io.github.sherl4j.train;

import io.github.sherl4j.DivergedException;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.TrainingSwitch;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.engine.run.Profile;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.transform.TunedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * One optimiser step: forward and backward for each of its batches, loss and gradients checked,
 * clipped, applied in place, all memory given back.
 */
final class StepRunner implements AutoCloseable {

  private static final double MOMENTUM = 0.1;
  private static final long STEP_SEED = 0x9E3779B97F4A7C15L;

  private final TunedModel model;
  private final TrainConfig config;
  private final Rates rates;
  private final Feeds feeds;
  private final GradientGraph gradients;
  private final GraphRunner runner;
  private final long total;
  private MemoryPlan fullest;

  StepRunner(TunedModel model, TrainConfig config, long total) {
    this.model = model;
    this.config = config;
    this.rates = new Rates(config, model.trained().keySet());
    this.feeds = new Feeds(model);
    this.gradients = model.gradients();
    List<String> extra = new ArrayList<>(List.of(TunedModel.LOSS));
    extra.addAll(model.statistics().values());
    this.runner = Runners.training(gradients, extra, config.recompute());
    this.total = total;
  }

  /**
   * Takes the next step.
   *
   * @param stop asked before every batch; true gives the step up, with nothing changed
   * @return empty if the step was given up
   * @throws DivergedException naming the batch with NaN or infinity; nothing is changed
   */
  Optional<StepReport> take(
      TrainState state, DataPosition position, ListenerBridge bridge, BooleanSupplier stop) {
    long step = state.step();
    double loss = 0;
    long peak = 0;
    long allocated = 0;
    MultiDataSet batch = null;
    List<Map<String, INDArray>> moved = new ArrayList<>();
    try (Gradients mean = new Gradients(config.accumulate())) {
      for (int i = 0; i < config.accumulate(); i++) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        batch = position.next();
        bridge.batch(position.epoch(), step, batch);
        Map<String, INDArray> results =
            run(feeds.of(batch, position.where()), step * config.accumulate() + i);
        loss += loss(results, position) / config.accumulate();
        mean.add(named(results));
        moved.add(statistics(results));
        peak = Math.max(peak, runner.memory().peakBytes());
        runner
            .plan()
            .filter(p -> fullest == null || p.arenaBytes() > fullest.arenaBytes())
            .ifPresent(p -> fullest = p);
        allocated = Math.max(allocated, runner.allocatedBytes());
      }
      double norm = mean.clip(config.clip(), position.where());
      double factor = config.schedule().factor(step, total, config.warmup());
      state
          .optimizer()
          .update(state.parameters(), mean.values(), n -> factor * rates.of(n), bridge::update);
      moved.forEach(b -> b.forEach((name, value) -> move(state.values().get(name), value)));
      runner.release();
      bridge.step(batch, loss);
      return Optional.of(
          new StepReport(
              step + 1,
              total,
              position.epoch(),
              loss,
              factor * config.rate(),
              norm,
              peak,
              runner.memory().liveBytes(),
              allocated,
              runner.plan()));
    }
  }

  /** See {@link GraphRunner#profile}. */
  void profile(Profile sink) {
    runner.profile(sink);
  }

  /** What the memory of the fullest batch so far was there for; empty if a session ran it. */
  Optional<TrainingMemory> memory() {
    return Optional.ofNullable(fullest).map(plan -> TrainingMemory.of(model, config, plan));
  }

  /** What a batch measured for each buffer; copies, as the next batch gives memory back. */
  private Map<String, INDArray> statistics(Map<String, INDArray> results) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    model.statistics().forEach((buffer, result) -> copies.put(buffer, results.get(result).dup()));
    return copies;
  }

  private static void move(INDArray buffer, INDArray towards) {
    buffer.muli(1 - MOMENTUM).addi(towards.muli(MOMENTUM));
    towards.close();
  }

  private static double loss(Map<String, INDArray> results, DataPosition position) {
    double loss = results.get(TunedModel.LOSS).getDouble(0);
    if (!Double.isFinite(loss)) {
      throw new DivergedException(
          "loss " + loss,
          "a finite loss",
          position.where(),
          "lower --lr or look at this batch; the weights before this step are unharmed");
    }
    return loss;
  }

  private Map<String, INDArray> named(Map<String, INDArray> results) {
    Map<String, INDArray> named = new LinkedHashMap<>();
    model
        .trained()
        .forEach(
            (name, variable) -> named.put(name, results.get(gradients.gradientName(variable))));
    return named;
  }

  private Map<String, INDArray> run(Map<String, INDArray> feed, long batch) {
    List<Map<String, INDArray>> out = new ArrayList<>(1);
    TrainingSwitch.training(
        gradients.graph(),
        config.seed() + STEP_SEED * (batch + 1),
        () -> out.add(runner.run(feed)));
    return out.get(0);
  }

  @Override
  public void close() {
    runner.close();
  }
}
