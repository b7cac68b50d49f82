package io.github.sherl4j.plan;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Collects predictions and truths of a data set. Not thread-safe. */
public interface Metrics {

  /**
   * Adds a batch.
   *
   * @param labels as fed to {@code labels}
   * @param logits the graph's {@code logits}
   */
  void add(INDArray labels, INDArray logits);

  /** Metric names and values so far, such as {@code accuracy}, {@code macroF1}, {@code count}. */
  Map<String, Number> values();

  /** The value (larger is better) that decides between two states of training. */
  double score();
}
