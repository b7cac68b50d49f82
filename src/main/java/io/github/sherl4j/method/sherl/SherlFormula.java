package io.github.sherl4j.method.sherl;

import com.google.errorprone.annotations.Immutable;

/**
 * The parts and constants that make an adapter (specification, section 4).
 *
 * @param down down-projection of taps
 * @param guide what taps are compared with
 * @param aggregateMlp whether an MLP works on the mix before the guide is added: MDETR
 * @param up output head
 * @param gate how much of the replaced tensor passes beside it
 * @param epsL1 added to the sum that normalises the mixing weights
 * @param epsL2 added to each feature's norm, after the square root
 * @param epsOut epsilon of the output head's norm
 * @param temperature divides the gate parameter
 * @param reluCosine whether negative cosines count as no redundancy
 * @param diagonal whether a tap is redundant with itself
 * @param divide whether scores are divided by redundancy
 */
@Immutable
record SherlFormula(
    Down down,
    GuideKind guide,
    boolean aggregateMlp,
    Up up,
    Gate gate,
    double epsL1,
    double epsL2,
    double epsOut,
    double temperature,
    boolean reluCosine,
    boolean diagonal,
    boolean divide) {

  /** The base variant: BERT text encoder of the official code. */
  static final SherlFormula BASE =
      of(Down.LINEAR_NORM, GuideKind.LAST, false, Up.RELU_LINEAR_NORM, Gate.TANH, 1e-8, 1e-12);

  /** ResNet image encoder. */
  static final SherlFormula CNN =
      of(Down.CONV_NORM, GuideKind.LAST, false, Up.CONV_NORM_RELU, Gate.TANH, 1e-8, 1e-5);

  /** CLIP; tokens are pooled before mixing. */
  static final SherlFormula CLIP =
      of(Down.RELU_LINEAR, GuideKind.OWN, false, Up.RELU_LINEAR, Gate.NONE, 1e-6, 0);

  /** MDETR's encoder and decoder. */
  static final SherlFormula MDETR =
      of(Down.LINEAR_NORM, GuideKind.LAST, true, Up.RELU_LINEAR_NORM, Gate.TANH, 1e-6, 1e-5);

  /** T5 and CLIP-ViL. */
  static final SherlFormula T5 =
      of(Down.GATED, GuideKind.LAST, false, Up.RELU_LINEAR, Gate.TANH, 1e-6, 0);

  private static SherlFormula of(
      Down down, GuideKind guide, boolean mlp, Up up, Gate gate, double eps, double epsOut) {
    return new SherlFormula(down, guide, mlp, up, gate, eps, eps, epsOut, 0.1, true, true, true);
  }
}
