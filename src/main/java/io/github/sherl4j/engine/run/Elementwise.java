package io.github.sherl4j.engine.run;

import java.util.Set;

/** Calls that make each number of the result from the numbers at the same place. */
final class Elementwise {

  private static final Set<String> IN_PLACE =
      Set.of(
          "add",
          "multiply",
          "subtract",
          "divide",
          "add_scalar",
          "sub_scalar",
          "rsub_scalar",
          "mul_scalar",
          "div_scalar",
          "rdiv_scalar",
          "pow",
          "relu",
          "sqrt",
          "rsqrt",
          "neg",
          "Reciprocal",
          "exp",
          "log",
          "erf",
          "tanh",
          "sigmoid");

  private static final Set<String> OTHERS =
      Set.of(
          "maximum",
          "minimum",
          "abs",
          "ones_as",
          "zeroslike",
          "tanh_bp",
          "sigmoid_bp",
          "thresholdedrelu_bp");

  private static final String SOFTMAX = "softmax";

  private Elementwise() {}

  static boolean is(String op) {
    return IN_PLACE.contains(op) || OTHERS.contains(op);
  }

  /** Whether the result may be written over an input of the same size. */
  static boolean inPlace(String op) {
    return IN_PLACE.contains(op) || op.equals(SOFTMAX);
  }
}
