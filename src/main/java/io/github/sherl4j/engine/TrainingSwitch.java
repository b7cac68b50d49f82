package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** A constant of the graph that is 1 inside {@link #training} and 0 outside. */
public final class TrainingSwitch {

  private static final String NAME = "adapter.training";

  private TrainingSwitch() {}

  /** The switch, [1]; made at the first call. */
  static SDVariable of(SameDiff graph, DataType dtype) {
    return graph.hasVariable(NAME)
        ? graph.getVariable(NAME)
        : graph.constant(NAME, Nd4j.zeros(dtype, 1));
  }

  /** Runs {@code step} with the switch on, random masks drawn from {@code seed}. */
  public static void training(SameDiff graph, long seed, Runnable step) {
    if (!graph.hasVariable(NAME)) {
      step.run();
      return;
    }
    Nd4jGlobals.seeded(
        seed,
        () -> {
          graph.getVariable(NAME).getArr().assign(1);
          try {
            step.run();
          } finally {
            graph.getVariable(NAME).getArr().assign(0);
          }
        });
  }
}
