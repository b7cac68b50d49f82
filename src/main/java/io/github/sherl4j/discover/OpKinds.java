package io.github.sherl4j.discover;

import io.github.sherl4j.importer.OpNode;
import java.util.Locale;
import java.util.Set;

/** What discovery needs to know about operator types, and nothing about operator names. */
final class OpKinds {

  private static final Set<String> PROJECTIONS =
      Set.of("matmul", "gemm", "einsum", "dense", "fullyconnected", "linear");
  private static final Set<String> RECURRENT = Set.of("lstm", "gru", "rnn", "simplernn");
  private static final Set<String> ATTENTION = Set.of("attention", "multiheadattention");
  private static final Set<String> JOINS =
      Set.of("add", "sum", "concat", "concatenate", "addn", "merge");
  private static final Set<String> ACTIVATIONS =
      Set.of(
          "relu",
          "relu6",
          "leakyrelu",
          "prelu",
          "thresholdedrelu",
          "elu",
          "selu",
          "celu",
          "gelu",
          "erf",
          "tanh",
          "sigmoid",
          "hardsigmoid",
          "hardswish",
          "swish",
          "silu",
          "mish",
          "softplus",
          "softsign",
          "clip",
          "activation");
  private static final Set<String> LOOKUPS = Set.of("gather", "embedding");
  private static final Set<String> MAP_ENDS =
      Set.of(
          "globalaveragepool",
          "globalmaxpool",
          "globalaveragepooling2d",
          "globalmaxpooling2d",
          "reducemean",
          "reducemax",
          "flatten");

  private OpKinds() {}

  static String type(OpNode op) {
    return op.type().toLowerCase(Locale.ROOT);
  }

  /** A convolution of any sort. */
  static boolean convolution(OpNode op) {
    return type(op).contains("conv");
  }

  /** Mixes channels or positions if one side is a weight, and tokens with tokens otherwise. */
  static boolean projection(OpNode op) {
    return PROJECTIONS.contains(type(op));
  }

  /** Carries its own weights and nonlinearity. */
  static boolean composite(OpNode op) {
    return RECURRENT.contains(type(op)) || ATTENTION.contains(type(op));
  }

  /** Brings a shortcut and a branch together. */
  static boolean join(OpNode op) {
    return JOINS.contains(type(op));
  }

  /** Bends: an element-wise function that no two linear maps could replace. */
  static boolean activation(OpNode op) {
    return ACTIVATIONS.contains(type(op));
  }

  static boolean softmax(OpNode op) {
    return type(op).equals("softmax");
  }

  static boolean transpose(OpNode op) {
    return type(op).equals("transpose") || type(op).equals("permute");
  }

  static boolean pooling(OpNode op) {
    return type(op).contains("pool");
  }

  /** Looks rows of a table up. */
  static boolean lookup(OpNode op) {
    return LOOKUPS.contains(type(op));
  }

  /** Ends the spatial map of a convolutional network. */
  static boolean endsMap(OpNode op) {
    return MAP_ENDS.contains(type(op));
  }
}
