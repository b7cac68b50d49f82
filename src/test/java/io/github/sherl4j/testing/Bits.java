package io.github.sherl4j.testing;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Equality without the tolerance that {@link INDArray#equals} has. */
public final class Bits {

  private Bits() {}

  /** Whether two arrays have the same shape and the same values to the last bit. */
  public static boolean same(INDArray a, INDArray b) {
    return Arrays.equals(a.shape(), b.shape())
        && Arrays.equals(a.dup('c').data().asDouble(), b.dup('c').data().asDouble());
  }
}
