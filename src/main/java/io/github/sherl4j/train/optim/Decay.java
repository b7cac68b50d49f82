package io.github.sherl4j.train.optim;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Which parameters weight decay pulls towards zero. */
public enum Decay {
  /** Those of rank 2 and more: not biases, norms and gates. */
  MATRICES,
  /** All. */
  ALL;

  boolean applies(INDArray parameter) {
    return this == ALL || parameter.rank() >= 2;
  }
}
