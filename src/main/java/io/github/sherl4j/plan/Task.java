package io.github.sherl4j.plan;

import java.util.List;

/**
 * What the tuned model is for: head, loss and metrics. Implementations are stateless and found by
 * {@link java.util.ServiceLoader}.
 */
public interface Task {

  /** Name in adapter files, such as {@code classification}. */
  String name();

  /**
   * Builds head and loss; names the results {@code logits} and {@code loss} and the placeholder for
   * the truth {@code labels}.
   *
   * @param features what the head reads
   * @param labels the classes in order
   */
  void attach(TuningGraph graph, Features features, List<String> labels);

  /** A fresh collector of metrics. */
  Metrics metrics(List<String> labels);
}
