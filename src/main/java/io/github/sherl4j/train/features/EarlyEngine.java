package io.github.sherl4j.train.features;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs the frozen early part of a model. Not thread-safe. */
public interface EarlyEngine extends AutoCloseable {

  /** Its name; part of what features are kept under. */
  String name();

  /**
   * Runs it once.
   *
   * @param feeds an array for every input of the whole model, by name; they stay the caller's
   * @return the tensors that it was made for, by their names in the file; valid until the next run
   */
  Map<String, INDArray> run(Map<String, INDArray> feeds);

  /** Whether it runs the model's own graph and weights, which must then stay. */
  boolean readsModel();

  @Override
  void close();
}
