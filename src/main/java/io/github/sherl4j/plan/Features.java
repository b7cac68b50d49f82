package io.github.sherl4j.plan;

import org.nd4j.autodiff.samediff.SDVariable;

/** What a task's head can read. Each form is built into the graph when it is first asked for. */
public interface Features {

  /** One vector an example, [batch, width]; padded tokens never count. */
  SDVariable pooled();

  /**
   * One vector a token, [batch, tokens, width], padding included.
   *
   * @throws io.github.sherl4j.MismatchException if the plan's features are no tokens
   */
  SDVariable tokens();
}
