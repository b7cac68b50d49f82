package io.github.sherl4j.train.optim;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Changes parameters by their gradients. Keeps its own state; not thread-safe. */
public interface Optimizer extends AutoCloseable {

  /**
   * One update, in place.
   *
   * @param parameters name → value
   * @param gradients name → gradient of the same shape; may be overwritten
   * @param rate the learning rate of this step
   */
  void update(Map<String, INDArray> parameters, Map<String, INDArray> gradients, double rate);

  /** Bytes of state held. */
  long stateBytes();

  @Override
  void close();
}
