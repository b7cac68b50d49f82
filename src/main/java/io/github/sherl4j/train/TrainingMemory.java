package io.github.sherl4j.train;

import io.github.sherl4j.engine.StandIns;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.transform.TunedModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The native memory of training by what it is there for, in bytes; immutable. Buffers that native
 * ops take for themselves while they run, and the JVM, come on top.
 *
 * @param weightBytes backbone, adapter and head; of the backbone what is not read anew every step
 * @param optimizerBytes state of the optimiser
 * @param accumulatedBytes sums of gradients where several batches make a step
 * @param step one batch, forward and backward
 */
public record TrainingMemory(
    long weightBytes, long optimizerBytes, long accumulatedBytes, MemoryPlan step) {

  private static final int ADAM_STATES = 2;

  /** What a model holds besides {@code step} when it is trained so. */
  static TrainingMemory of(TunedModel model, TrainConfig config, MemoryPlan step) {
    long trained =
        model.trained().keySet().stream().map(model::value).mapToLong(TrainingMemory::bytes).sum();
    long own =
        model.changed().stream()
            .filter(n -> !model.backbone().weights().contains(n))
            .map(model::value)
            .mapToLong(TrainingMemory::bytes)
            .sum();
    long backbone =
        model.backbone().weights().stream()
            .map(w -> model.backbone().variable(w).getArr())
            .mapToLong(TrainingMemory::bytes)
            .sum();
    return new TrainingMemory(
        backbone + own,
        config.optimizer() == Optimizers.ADAMW ? ADAM_STATES * trained : 0,
        config.accumulate() > 1 ? trained : 0,
        step);
  }

  /** Everything together. */
  public long totalBytes() {
    return weightBytes + optimizerBytes + accumulatedBytes + step.arenaBytes();
  }

  private static long bytes(INDArray array) {
    return StandIns.source(array).isPresent() ? 0 : array.length() * array.dataType().width();
  }
}
