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
   * A slice along one axis.
   *
   * @param begin ≥ 0, or counted from the end
   * @param end exclusive, counted from the end if negative; null for the end of the axis
   * @param step ≥ 1
   */
  public static SDVariable slice(
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
   * Drops axes of size one, ascending and ≥ 0. Floats are unstacked: the gradient of the native
   * squeeze of a tensor of one element loses an axis.
   */
  public static SDVariable squeeze(SameDiff sd, SDVariable x, int... axes) {
    SDVariable out = x;
    boolean isFloat = x.dataType().isFPType();
    for (int i = axes.length - 1; i >= 0; i--) {
      out = isFloat ? sd.unstack(out, axes[i], 1)[0] : sd.squeeze(out, axes[i]);
    }
    return out;
  }
}
