package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.random.custom.RandomBernoulli;

/**
 * Dropout that is on only while training.
 *
 * <p>Avoids: {@code sd.nn.dropout} takes the probability to retain, does not rescale, and is active
 * in plain output too. Here x is multiplied by 1 + on · (mask / keep − 1), where {@code on} is a
 * constant of the graph that is 0 except inside {@link TrainingSwitch#training}.
 */
public final class SwitchableDropout {

  private SwitchableDropout() {}

  /** {@code x} with each entry zeroed with probability {@code rate} while training is on. */
  public static SDVariable of(SDVariable x, double rate) {
    SameDiff graph = x.getSameDiff();
    DataType dtype = x.dataType();
    SDVariable on = TrainingSwitch.of(graph, dtype);
    double keep = 1 - rate;
    SDVariable mask = new RandomBernoulli(graph, graph.shape(x), keep).outputVariable();
    SDVariable factor = mask.castTo(dtype).div(keep).sub(1).mul(on).add(1);
    return x.mul(factor);
  }
}
