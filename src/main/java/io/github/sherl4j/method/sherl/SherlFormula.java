package io.github.sherl4j.method.sherl;

/**
 * The constants and switches of the adapter's formula.
 *
 * @param epsL1 added to the sum that normalises the mixing weights
 * @param epsL2 added to each feature's norm, after the square root
 * @param temperature divides the gate parameter
 * @param epsDown epsilon of the layer norm after a down-projection
 * @param epsOut epsilon of the layer norm after the up-projection
 * @param reluCosine whether negative cosines count as no redundancy
 * @param diagonal whether a tap is redundant with itself
 * @param divide whether scores are divided by redundancy
 * @param guideIsLast whether the guide is the last tap (else the first)
 */
record SherlFormula(
    double epsL1,
    double epsL2,
    double temperature,
    double epsDown,
    double epsOut,
    boolean reluCosine,
    boolean diagonal,
    boolean divide,
    boolean guideIsLast) {

  /** The base variant: BERT text encoder of the official code. */
  static final SherlFormula BASE =
      new SherlFormula(1e-8, 1e-8, 0.1, 1e-5, 1e-12, true, true, true, true);

  /** The gate parameter whose open fraction tanh(γ/temperature) is {@code open}. */
  double gateParameter(double open) {
    return temperature * 0.5 * Math.log((1 + open) / (1 - open));
  }
}
