package io.github.sherl4j.engine.run;

import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Which whole-number inputs of an op decide the shape of its results, so that their values must be
 * known when a graph is compiled. An op that is not named here needs all of them.
 */
final class ShapeValues {

  /** Shapes of the results follow from shapes of the inputs alone. */
  private static final Set<String> NONE =
      Set.of(
          "gather",
          "gather_nd",
          "cast",
          "bitcast",
          "add",
          "subtract",
          "multiply",
          "divide",
          "floordiv",
          "floormod",
          "maximum",
          "minimum",
          "equals",
          "not_equals",
          "less",
          "less_equal",
          "greater",
          "greater_equal",
          "boolean_and",
          "boolean_or",
          "boolean_not",
          "boolean_xor",
          "permute",
          "transpose",
          "stack",
          "concat",
          "unsorted_segment_sum",
          "argmax",
          "argmin",
          "cumsum",
          "identity",
          "scatter_nd_update",
          "scatter_nd_add",
          "Where",
          "select",
          "ones_as",
          "zeroslike",
          "zeros_as",
          "reverse",
          "rank",
          "size",
          "matmul");

  /** The first input is data, the others say what becomes of its shape. */
  private static final Set<String> AFTER_FIRST =
      Set.of(
          "reshape",
          "slice",
          "strided_slice",
          "tile",
          "pad",
          "expand_dims",
          "squeeze",
          "reduce_sum",
          "reduce_mean",
          "reduce_max",
          "broadcast_to",
          "mirror_pad");

  private ShapeValues() {}

  /** Whether the shape of results depends on the values of input {@code position}. */
  static boolean decides(String op, int position, DataType type) {
    if (type.isFPType() || NONE.contains(op)) {
      return false;
    }
    return position > 0 || !AFTER_FIRST.contains(op);
  }
}
