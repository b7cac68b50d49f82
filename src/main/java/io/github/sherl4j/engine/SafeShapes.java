package io.github.sherl4j.engine;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Forms of the shape operations whose results and gradients are right: slices never drop an axis
 * (the gradient of a shrinking slice fails), steps are positive, broadcasts are products with ones.
 */
public final class SafeShapes {

  private SafeShapes() {}

  /**
   * A slice along one axis. With steps of one from a known place it is the native {@code slice},
   * which is right and checks its bounds. The strided one is not, where it need not be used: its
   * gradient of a single element lands at place 0; of one row [1, n], a slice of nothing writes
   * past its end and the gradient fails or ends the JVM, so that a matrix is cut as a stack of one.
   *
   * @param rank number of axes of x
   * @param begin ≥ 0, or counted from the end
   * @param end exclusive, within the axis, counted from the end if negative; null for the end
   * @param step ≥ 1
   */
  public static SDVariable slice(
      SameDiff sd, SDVariable x, int rank, int axis, long begin, Long end, long step) {
    if (step != 1 || begin < 0 || (end != null && end < 0)) {
      return clipped(sd, x, rank, axis, begin, end, step);
    }
    int[] begins = new int[rank];
    int[] sizes = new int[rank];
    Arrays.fill(sizes, -1);
    begins[axis] = Math.toIntExact(begin);
    sizes[axis] = end == null ? -1 : (int) Math.max(0, end - begin);
    return sd.slice(x, begins, sizes);
  }

  /** Like {@link #slice}, but an end beyond that of the axis is taken to be its end. */
  public static SDVariable clipped(
      SameDiff sd, SDVariable x, int rank, int axis, long begin, Long end, long step) {
    if (rank != 2) {
      return strided(sd, x, rank, axis, begin, end, step);
    }
    return squeeze(sd, strided(sd, sd.stack(0, x), 3, axis + 1, begin, end, step), 3, 0);
  }

  private static SDVariable strided(
      SameDiff sd, SDVariable x, int rank, int axis, long begin, Long end, long step) {
    long[] begins = new long[rank];
    long[] ends = new long[rank];
    long[] steps = new long[rank];
    Arrays.fill(steps, 1);
    int others = ((1 << rank) - 1) & ~(1 << axis);
    begins[axis] = begin;
    ends[axis] = end == null ? 0 : end;
    steps[axis] = step;
    int endMask = end == null ? others | 1 << axis : others;
    return sd.stridedSlice(x, begins, ends, steps, others, endMask, 0, 0, 0);
  }

  /**
   * A slice whose bounds are only known when the graph runs.
   *
   * @param begin LONG vector, one place for each axis
   * @param size LONG vector, one length for each axis; −1 is up to the end
   */
  public static SDVariable slice(SameDiff sd, SDVariable x, SDVariable begin, SDVariable size) {
    return sd.slice(x, begin, size);
  }

  /** Broadcasts to the shape of {@code ones}, a float tensor of ones. */
  public static SDVariable expand(SDVariable x, SDVariable ones) {
    return x.mul(ones);
  }

  /**
   * Inserts an axis of size one. As a stack of one: the native expandDims leaves a [1, 1] matrix as
   * it is.
   */
  public static SDVariable unsqueeze(SameDiff sd, SDVariable x, int axis) {
    return sd.stack(axis, x);
  }

  /**
   * Drops axes of size one, ascending and ≥ 0. Floats are summed or, of a matrix, reshaped: the
   * gradient of the native squeeze of a tensor of one element loses an axis, and the native sum of
   * a row over its first axis fails.
   *
   * @param rank number of axes of x
   */
  public static SDVariable squeeze(SameDiff sd, SDVariable x, int rank, int... axes) {
    SDVariable out = x;
    boolean isFloat = x.dataType().isFPType();
    for (int i = axes.length - 1; i >= 0; i--) {
      int left = rank - (axes.length - 1 - i);
      if (!isFloat) {
        out = sd.squeeze(out, axes[i]);
      } else {
        out = left == 2 ? sd.reshape(out, -1) : sd.sum(out, false, axes[i]);
      }
    }
    return out;
  }
}
