package io.github.sherl4j.train.optim;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Plain gradient descent with decoupled weight decay. */
final class Sgd implements Optimizer {

  private final double weightDecay;
  private final Decay decay;

  Sgd(double weightDecay, Decay decay) {
    this.weightDecay = weightDecay;
    this.decay = decay;
  }

  @Override
  public void update(
      Map<String, INDArray> parameters, Map<String, INDArray> gradients, double rate) {
    parameters.forEach(
        (name, value) -> {
          if (weightDecay > 0 && decay.applies(value)) {
            value.muli(1 - rate * weightDecay);
          }
          value.subi(gradients.get(name).muli(rate));
        });
  }

  @Override
  public long stateBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
