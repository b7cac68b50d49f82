package io.github.sherl4j.cli;

import io.github.sherl4j.RefusedException;
import io.github.sherl4j.train.MemoryForecast;
import io.github.sherl4j.transform.TunedModel;

/**
 * A forecast and how many of its batches make a step.
 *
 * @param accumulate batches a step
 */
record Budgeted(MemoryForecast forecast, int accumulate) {

  /**
   * The largest batches that fit, the rows of a step staying as they are.
   *
   * @throws RefusedException if not even single rows fit; it tells the smallest budget that would
   */
  static Budgeted within(
      MemorySize budget, TunedModel model, int rows, int tokens, int accumulate, boolean adam) {
    long fixed = model.inputs().isEmpty() ? -1 : size(model);
    MemoryForecast smallest = null;
    for (int parts = 1; parts <= rows; parts++) {
      if (rows % parts != 0 || (fixed > 0 && parts > 1)) {
        continue;
      }
      smallest = MemoryForecast.of(model, rows / parts, tokens, accumulate * parts, adam);
      if (smallest.totalBytes() <= budget.bytes()) {
        return new Budgeted(smallest, accumulate * parts);
      }
    }
    throw new RefusedException(
        "a budget of " + budget,
        "at least " + MemorySize.of(smallest == null ? 0 : smallest.totalBytes()),
        "--memory-budget",
        "give more, or take fewer tokens, a smaller --width, fewer --taps, or --late 0");
  }

  private static long size(TunedModel model) {
    long[] shape = model.graph().getVariable(model.inputs().get(0)).getShape();
    return shape.length == 0 ? -1 : shape[0];
  }
}
