package io.github.sherl4j.train.optim;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter), β = (0.9, 0.999), ε = 1e-8, as PyTorch
 * computes it: ND4J's native update adds ε before the bias correction, so ε is scaled to match.
 */
final class AdamW implements Optimizer {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double weightDecay;
  private final Decay decay;
  private final Map<String, INDArray> first = new HashMap<>();
  private final Map<String, INDArray> second = new HashMap<>();
  private int steps;

  AdamW(double weightDecay, Decay decay) {
    this.weightDecay = weightDecay;
    this.decay = decay;
  }

  @Override
  public void update(
      Map<String, INDArray> parameters, Map<String, INDArray> gradients, double rate) {
    double epsilon = EPSILON * Math.sqrt(1 - Math.pow(BETA2, steps + 1));
    parameters.forEach(
        (name, value) -> {
          INDArray gradient = gradients.get(name);
          INDArray m = first.computeIfAbsent(name, n -> zerosLike(value));
          INDArray v = second.computeIfAbsent(name, n -> zerosLike(value));
          Nd4j.exec(new AdamUpdater(gradient, v, m, rate, BETA1, BETA2, epsilon, steps));
          if (weightDecay > 0 && decay.applies(value)) {
            value.muli(1 - rate * weightDecay);
          }
          value.subi(gradient);
        });
    steps++;
  }

  @Override
  public long stateBytes() {
    return 2 * first.values().stream().mapToLong(a -> a.length() * a.dataType().width()).sum();
  }

  @Override
  public void close() {
    first.values().forEach(INDArray::close);
    second.values().forEach(INDArray::close);
    first.clear();
    second.clear();
  }

  private static INDArray zerosLike(INDArray value) {
    INDArray zeros = Nd4j.createUninitializedDetached(value.dataType(), value.shape());
    return zeros.assign(0);
  }
}
