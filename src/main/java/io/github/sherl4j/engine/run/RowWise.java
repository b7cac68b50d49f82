package io.github.sherl4j.engine.run;

import java.util.Arrays;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Calls of which every row of the result depends on the same row of the inputs alone, a row being
 * the last axis. A chain of them can run over a few rows at a time: what lies between two of them
 * then never leaves the processor's cache and takes no memory.
 */
final class RowWise {

  private static final Set<String> REDUCTIONS =
      Set.of("reduce_mean", "reduce_sum", "reduce_mean_bp", "reduce_sum_bp");

  private RowWise() {}

  /** Number of rows that a call works on; 0 if it is not one of these. */
  static long rows(CallStep step, Sizes sizes) {
    if (step.outputs().size() != 1) {
      return 0;
    }
    Sized out = sizes.of(step.outputs().get(0));
    Sized widest = out;
    for (String in : step.inputs()) {
      if (!has(in, sizes)) {
        return 0;
      }
      widest = sizes.of(in).length() > widest.length() ? sizes.of(in) : widest;
    }
    long rows = widest.rank() < 2 ? 0 : widest.length() / widest.shape()[widest.rank() - 1];
    if (rows < 2 || split(out, rows) < 0) {
      return 0;
    }
    boolean fits =
        Elementwise.is(step.name())
            ? widest.sameShape(out) && operandsFit(step, sizes, out, rows)
            : REDUCTIONS.contains(step.name())
                ? overLast(step, sizes, widest, rows)
                : step.name().equals("softmax") && axis(step, out.rank()) == out.rank() - 1;
    return fits ? rows : 0;
  }

  /** Whether an operand is one that can be cut into rows, or need not be. */
  private static boolean has(String in, Sizes sizes) {
    if (!sizes.isGiven(in) || sizes.of(in).rank() < 2) {
      return true;
    }
    INDArray given = sizes.array(in);
    return given.ordering() == 'c' && given.offset() == 0 && !given.isView();
  }

  private static boolean operandsFit(CallStep step, Sizes sizes, Sized out, long rows) {
    for (String in : step.inputs()) {
      Sized size = sizes.of(in);
      boolean byRow =
          size.rank() == out.rank()
              && Arrays.equals(size.shape(), 0, size.rank() - 1, out.shape(), 0, size.rank() - 1);
      if (!byRow && !isWhole(size, rows)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an operand is the same for all rows. */
  static boolean isWhole(Sized size, long rows) {
    boolean one = size.length() == 1;
    boolean row = size.rank() > 0 && size.length() == size.shape()[size.rank() - 1];
    return one || (row && split(size, rows) < 0);
  }

  private static boolean overLast(CallStep step, Sizes sizes, Sized full, long rows) {
    for (String in : step.inputs()) {
      if (split(sizes.of(in), rows) < 0) {
        return false;
      }
    }
    return axis(step, full.rank()) == full.rank() - 1;
  }

  /** The only axis of a call; −1 if it has none or several. */
  private static int axis(CallStep step, int rank) {
    long[] axes;
    if (step.op() instanceof BaseReduceOp reduce) {
      int[] dimensions = reduce.getDimensions();
      axes = dimensions == null ? new long[0] : Arrays.stream(dimensions).asLongStream().toArray();
    } else {
      axes = ((DynamicCustomOp) step.op()).iArgs();
    }
    if (axes.length != 1) {
      return -1;
    }
    return Math.toIntExact(axes[0] < 0 ? axes[0] + rank : axes[0]);
  }

  /** Number of leading axes that make up {@code rows}; −1 if there is no such number. */
  static int split(Sized size, long rows) {
    long product = 1;
    for (int i = 0; i < size.rank(); i++) {
      product *= size.shape()[i];
      if (product == rows) {
        return i + 1;
      }
    }
    return -1;
  }

  /** The sizes of {@code count} rows of a tensor, of the same rank. */
  static Sized some(Sized size, long rows, long count) {
    int axes = split(size, rows);
    long[] shape = size.shape().clone();
    Arrays.fill(shape, 0, axes - 1, 1);
    shape[axes - 1] = count;
    return new Sized(size.type(), shape);
  }
}
