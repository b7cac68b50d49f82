package io.github.sherl4j.train;

import io.github.sherl4j.train.optim.Optimizer;
import io.github.sherl4j.transform.TunedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Everything that decides how training goes on: weights, optimiser, position in schedule and data,
 * what was measured, the best weights so far. Random numbers are functions of seed, step and epoch,
 * so step and position stand for them. Checkpoints write and read exactly this.
 */
final class TrainState implements AutoCloseable {

  private final Map<String, INDArray> parameters = new LinkedHashMap<>();
  private final Map<String, INDArray> values = new LinkedHashMap<>();
  private final Optimizer optimizer;
  private final List<Double> losses = new ArrayList<>();
  private final List<EpochReport> epochs = new ArrayList<>();
  private final Map<String, INDArray> best = new LinkedHashMap<>();
  private long taken;
  private long peakBytes;

  /** The state before the first step; parameters are the model's own arrays. */
  TrainState(TunedModel model, Optimizer optimizer) {
    model.trained().keySet().forEach(n -> parameters.put(n, model.value(n)));
    model.changed().forEach(n -> values.put(n, model.value(n)));
    this.optimizer = optimizer;
  }

  /** What the optimiser changes. */
  Map<String, INDArray> parameters() {
    return parameters;
  }

  /** All that training changes: parameters and buffers. */
  Map<String, INDArray> values() {
    return values;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** Optimiser steps taken. */
  long step() {
    return losses.size();
  }

  /** Batches that those steps took. */
  long taken() {
    return taken;
  }

  List<Double> losses() {
    return losses;
  }

  List<EpochReport> epochs() {
    return epochs;
  }

  long peakBytes() {
    return peakBytes;
  }

  /** The best weights by name; empty before the first evaluation. */
  Map<String, INDArray> best() {
    return best;
  }

  /** Records a step that has just been taken. */
  void advance(StepReport report, long batches) {
    losses.add(report.loss());
    peakBytes = Math.max(peakBytes, report.peakLiveBytes());
    taken = batches;
  }

  /** Puts back what a checkpoint recorded of steps. */
  void rewind(List<Double> newLosses, List<EpochReport> newEpochs, long batches, long peak) {
    losses.clear();
    losses.addAll(newLosses);
    epochs.clear();
    epochs.addAll(newEpochs);
    taken = batches;
    peakBytes = peak;
  }

  /** Records an evaluation of the weights as they are now; copies them if they are the best. */
  EpochReport evaluated(int epoch, Map<String, Number> metrics, double score) {
    double before =
        epochs.stream()
            .filter(EpochReport::best)
            .mapToDouble(EpochReport::score)
            .max()
            .orElse(Double.NEGATIVE_INFINITY);
    boolean better = best.isEmpty() || score > before;
    if (better) {
      values.forEach((name, value) -> best.computeIfAbsent(name, n -> value.dup()).assign(value));
    }
    EpochReport report = new EpochReport(epoch, step(), metrics, score, better);
    epochs.add(report);
    return report;
  }

  /** Evaluations since the best one. */
  int withoutProgress() {
    int since = 0;
    for (int i = epochs.size() - 1; i >= 0 && !epochs.get(i).best(); i--) {
      since++;
    }
    return since;
  }

  /** Gives the model the best weights, where there are any; returns the step they are from. */
  long keepBest() {
    best.forEach((name, value) -> values.get(name).assign(value));
    return epochs.stream()
        .filter(EpochReport::best)
        .mapToLong(EpochReport::step)
        .max()
        .orElse(step());
  }

  @Override
  public void close() {
    best.values().forEach(INDArray::close);
    best.clear();
  }
}
