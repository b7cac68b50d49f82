package io.github.sherl4j.plan;

/** Which weights of the late layers, and of what follows them, are trained. */
public enum LateTrain {
  /** None: the gradient passes through, the weights stay. */
  NONE,
  /** The weights of normalisations. */
  NORMS,
  /** The biases. */
  BIAS,
  /** Low-rank updates inside the late layers. */
  LORA,
  /** All weights. */
  ALL
}
