package io.github.sherl4j.train;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.DivergedException;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.GraphRunner;
import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.engine.Runners;
import io.github.sherl4j.engine.SwitchableDropout;
import io.github.sherl4j.train.optim.Optimizer;
import io.github.sherl4j.transform.TunedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Trains what a {@link TunedModel} declares trainable. Not thread-safe.
 *
 * <p>A step: run forward and backward for each of its batches, check loss and gradients, clip,
 * update in place, give all memory back. A batch with NaN or infinity anywhere stops training
 * before the update, so the weights stay those of the step before.
 */
public final class Trainer {

  private static final long STEP_SEED = 0x9E3779B97F4A7C15L;

  private final TunedModel model;
  private final TrainConfig config;
  private final Feeds feeds;
  private final Map<String, INDArray> parameters = new LinkedHashMap<>();

  /** A trainer for one run over one model. */
  public Trainer(TunedModel model, TrainConfig config) {
    this.model = model;
    this.config = config;
    this.feeds = new Feeds(model);
    model.trained().keySet().forEach(n -> parameters.put(n, model.value(n)));
  }

  /**
   * Trains for the configured epochs or steps.
   *
   * @param data features in the order of the backbone's inputs, one labels array; read from its
   *     start ({@code reset()} is called before every epoch but the first)
   * @param listener called after every step
   * @throws DivergedException naming the batch where NaN or infinity arose
   * @throws BadInputException if a batch does not fit the backbone
   */
  public TrainResult fit(MultiDataSetIterator data, Consumer<StepReport> listener) {
    int batches = countBatches(data);
    long total =
        config.steps() > 0
            ? config.steps()
            : Math.max(1, (long) config.epochs() * batches / config.accumulate());
    List<Double> losses = new ArrayList<>();
    long peak = 0;
    long wallStart = System.nanoTime();
    long cpuStart = CpuClock.nanos();
    GradientGraph gradients = model.gradients();
    try (GraphRunner runner = Runners.training(gradients, List.of(TunedModel.LOSS));
        Optimizer optimizer = config.optimizer().create(config.weightDecay(), config.decay())) {
      Position position = new Position(data, batches);
      for (long step = 0; step < total; step++) {
        double rate = config.rate() * config.schedule().factor(step, total, config.warmup());
        StepReport report = step(runner, gradients, optimizer, position, step, total, rate);
        losses.add(report.loss());
        peak = Math.max(peak, report.peakLiveBytes());
        listener.accept(report);
      }
    }
    double cpu = (CpuClock.nanos() - cpuStart) / 1e9;
    return new TrainResult(
        total,
        losses,
        peak,
        ProcessMemory.peakResidentBytes(),
        cpu / total,
        (System.nanoTime() - wallStart) / 1e9);
  }

  private StepReport step(
      GraphRunner runner,
      GradientGraph gradients,
      Optimizer optimizer,
      Position position,
      long step,
      long total,
      double rate) {
    double loss = 0;
    long peak = 0;
    int epoch = position.epoch;
    try (Gradients mean = new Gradients(config.accumulate())) {
      for (int i = 0; i < config.accumulate(); i++) {
        MultiDataSet batch = position.next();
        String where = position.where();
        Map<String, INDArray> results =
            run(runner, feeds.of(batch, where), step * config.accumulate() + i);
        double batchLoss = results.get(TunedModel.LOSS).getDouble(0);
        if (!Double.isFinite(batchLoss)) {
          throw new DivergedException(
              "loss " + batchLoss,
              "a finite loss",
              where,
              "lower --lr or look at this batch; the weights before this step are unharmed");
        }
        loss += batchLoss / config.accumulate();
        Map<String, INDArray> named = new LinkedHashMap<>();
        model
            .trained()
            .forEach(
                (name, variable) -> named.put(name, results.get(gradients.gradientName(variable))));
        mean.add(named);
        peak = Math.max(peak, runner.memory().peakBytes());
      }
      double norm = mean.clip(config.clip(), position.where());
      optimizer.update(parameters, mean.values(), rate);
      runner.release();
      return new StepReport(
          step + 1, total, epoch, loss, rate, norm, peak, runner.memory().liveBytes());
    }
  }

  private Map<String, INDArray> run(GraphRunner runner, Map<String, INDArray> feed, long batch) {
    List<Map<String, INDArray>> out = new ArrayList<>(1);
    SwitchableDropout.training(
        model.gradients().graph(),
        config.seed() + STEP_SEED * (batch + 1),
        () -> out.add(runner.run(feed)));
    return out.get(0);
  }

  private static int countBatches(MultiDataSetIterator data) {
    int count = 0;
    if (data instanceof BatchSource source) {
      count = source.batches();
    } else {
      while (data.hasNext()) {
        data.next();
        count++;
      }
      data.reset();
    }
    if (count == 0) {
      throw new BadInputException(
          "no batch",
          "at least one batch an epoch",
          "the training data",
          "give more rows, a smaller --batch, or leave out --drop-last");
    }
    return count;
  }

  /** Where in the data training is. */
  private static final class Position {
    private final MultiDataSetIterator data;
    private final int batches;
    private int epoch;
    private int batch = -1;

    Position(MultiDataSetIterator data, int batches) {
      this.data = data;
      this.batches = batches;
    }

    MultiDataSet next() {
      if (batch + 1 == batches) {
        data.reset();
        epoch++;
        batch = -1;
      }
      batch++;
      return data.next();
    }

    String where() {
      return "batch " + batch + " of epoch " + epoch;
    }
  }
}
