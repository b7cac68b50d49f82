package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.random.custom.RandomBernoulli;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout that is on only while training.
 *
 * <p>Avoids: {@code sd.nn.dropout} takes the probability to retain, does not rescale, and is active
 * in plain output too. Here x is multiplied by 1 + on · (mask / keep − 1), where {@code on} is a
 * constant of the graph that is 0 except inside {@link #training}.
 */
public final class SwitchableDropout {

  private static final String SWITCH = "adapter.training";

  private SwitchableDropout() {}

  /** {@code x} with each entry zeroed with probability {@code rate} while training is on. */
  public static SDVariable of(SDVariable x, double rate) {
    SameDiff graph = x.getSameDiff();
    DataType dtype = x.dataType();
    SDVariable on =
        graph.hasVariable(SWITCH)
            ? graph.getVariable(SWITCH)
            : graph.constant(SWITCH, Nd4j.zeros(dtype, 1));
    double keep = 1 - rate;
    SDVariable mask = new RandomBernoulli(graph, graph.shape(x), keep).outputVariable();
    SDVariable factor = mask.castTo(dtype).div(keep).sub(1).mul(on).add(1);
    return x.mul(factor);
  }

  /** Runs {@code step} with dropout on, its masks drawn from {@code seed}. */
  public static void training(SameDiff graph, long seed, Runnable step) {
    if (!graph.hasVariable(SWITCH)) {
      step.run();
      return;
    }
    Nd4jGlobals.seeded(
        seed,
        () -> {
          graph.getVariable(SWITCH).getArr().assign(1);
          try {
            step.run();
          } finally {
            graph.getVariable(SWITCH).getArr().assign(0);
          }
        });
  }
}
