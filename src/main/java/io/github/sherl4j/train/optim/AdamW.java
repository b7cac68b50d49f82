package io.github.sherl4j.train.optim;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
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
  private static final String FIRST = "first/";
  private static final String SECOND = "second/";

  private final double weightDecay;
  private final Decay decay;
  private final Map<String, INDArray> state = new TreeMap<>();
  private int updates;

  AdamW(double weightDecay, Decay decay) {
    this.weightDecay = weightDecay;
    this.decay = decay;
  }

  @Override
  public void update(
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      ToDoubleFunction<String> rates,
      BiConsumer<String, INDArray> before) {
    double epsilon = EPSILON * Math.sqrt(1 - Math.pow(BETA2, updates + 1));
    parameters.forEach(
        (name, value) -> {
          INDArray gradient = gradients.get(name);
          double rate = rates.applyAsDouble(name);
          INDArray m = state.computeIfAbsent(FIRST + name, n -> zerosLike(value));
          INDArray v = state.computeIfAbsent(SECOND + name, n -> zerosLike(value));
          Nd4j.exec(new AdamUpdater(gradient, v, m, rate, BETA1, BETA2, epsilon, updates));
          before.accept(name, gradient);
          if (weightDecay > 0 && decay.applies(value)) {
            value.muli(1 - rate * weightDecay);
          }
          value.subi(gradient);
        });
    updates++;
  }

  @Override
  public Map<String, INDArray> state() {
    return state;
  }

  @Override
  public void restore(Map<String, INDArray> from, long number) {
    close();
    from.forEach((name, value) -> state.put(name, zerosLike(value).assign(value)));
    updates = Math.toIntExact(number);
  }

  @Override
  public void close() {
    state.values().forEach(INDArray::close);
    state.clear();
  }

  private static INDArray zerosLike(INDArray value) {
    INDArray zeros = Nd4j.createUninitializedDetached(value.dataType(), value.shape());
    return zeros.assign(0);
  }
}
