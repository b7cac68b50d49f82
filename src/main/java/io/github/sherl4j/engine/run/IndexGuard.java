package io.github.sherl4j.engine.run;

import io.github.sherl4j.BadInputException;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.shape.Gather;

/**
 * Looks at the indices of a lookup just before it runs.
 *
 * <p>Avoids: the native gather has no bounds check; it reads what lies beside its table, or ends
 * the JVM. Indices that a model computes are known at no other time.
 */
final class IndexGuard {

  private IndexGuard() {}

  /**
   * Does nothing for other operators.
   *
   * @throws BadInputException if an index is outside its table
   */
  static void check(DifferentialFunction op, OpContext context) {
    if (!(op instanceof Gather gather) || context.getInputArrays().size() < 2) {
      return;
    }
    INDArray table = context.getInputArrays().get(0);
    INDArray indices = context.getInputArrays().get(1);
    if (indices.isEmpty()) {
      return;
    }
    int axis = gather.numIArguments() == 0 ? 0 : Math.toIntExact(gather.getIArgument(0));
    long rows = table.size(axis);
    long least = indices.minNumber().longValue();
    long largest = indices.maxNumber().longValue();
    if (least < 0 || largest >= rows) {
      throw new BadInputException(
          "index " + (least < 0 ? least : largest) + " of operator " + op.getOwnName(),
          "indices 0 to " + (rows - 1),
          "the model's graph",
          "feed a shorter input, or smaller numbers; if any input does this, export the model again");
    }
  }
}
