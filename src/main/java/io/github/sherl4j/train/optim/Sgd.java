package io.github.sherl4j.train.optim;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
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
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      ToDoubleFunction<String> rates,
      BiConsumer<String, INDArray> before) {
    parameters.forEach(
        (name, value) -> {
          double rate = rates.applyAsDouble(name);
          INDArray update = gradients.get(name).muli(rate);
          before.accept(name, update);
          if (weightDecay > 0 && decay.applies(value)) {
            value.muli(1 - rate * weightDecay);
          }
          value.subi(update);
        });
  }

  @Override
  public Map<String, INDArray> state() {
    return Map.of();
  }

  @Override
  public void restore(Map<String, INDArray> state, long updates) {
    // There is none.
  }

  @Override
  public void close() {}
}
