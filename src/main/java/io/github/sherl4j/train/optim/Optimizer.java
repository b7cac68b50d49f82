package io.github.sherl4j.train.optim;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Changes parameters by their gradients. Keeps its own state; not thread-safe. */
public interface Optimizer extends AutoCloseable {

  /**
   * One update, in place.
   *
   * @param parameters name → value
   * @param gradients name → gradient of the same shape; overwritten
   * @param rates the learning rate of this step, by parameter name
   * @param before called with each name and what is about to be subtracted from its value (weight
   *     decay not included)
   */
  void update(
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      ToDoubleFunction<String> rates,
      BiConsumer<String, INDArray> before);

  /** Everything it remembers between updates, by name; live. */
  Map<String, INDArray> state();

  /**
   * Goes on from a state.
   *
   * @param state as {@link #state()} gave it; copied
   * @param updates number of updates that made it
   */
  void restore(Map<String, INDArray> state, long updates);

  /** Bytes of state held. */
  default long stateBytes() {
    return state().values().stream().mapToLong(a -> a.length() * a.dataType().width()).sum();
  }

  @Override
  void close();
}
