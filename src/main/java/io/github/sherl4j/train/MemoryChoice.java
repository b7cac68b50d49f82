package io.github.sherl4j.train;

import io.github.sherl4j.plan.TuningConfig;
import java.util.List;

/**
 * Settings whose training fits a budget, and what was looked at on the way. Immutable.
 *
 * @param tuning options of the method, those of the caller and what was changed
 * @param training with batches a step and what is computed again
 * @param batch rows a batch
 * @param forecast the memory that training with them takes
 * @param tried what was considered, in order; the last one is the choice
 */
public record MemoryChoice(
    TuningConfig tuning,
    TrainConfig training,
    int batch,
    MemoryForecast forecast,
    List<Tried> tried) {

  /**
   * One way and its need.
   *
   * @param way in words
   * @param totalBytes weights, optimiser and a step
   */
  public record Tried(String way, long totalBytes) {}

  /** Makes the record immutable. */
  public MemoryChoice {
    tried = List.copyOf(tried);
  }
}
