package io.github.sherl4j.engine.run;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;

/** Element type and sizes of a tensor; its numbers are not needed to know its bytes. */
final class Sized {

  static final long ALIGNMENT = 64;

  private final DataType type;
  private final long[] shape;

  Sized(DataType type, long... shape) {
    this.type = type;
    this.shape = shape;
  }

  DataType type() {
    return type;
  }

  /** Not to be changed. */
  long[] shape() {
    return shape;
  }

  long length() {
    long n = 1;
    for (long s : shape) {
      n *= s;
    }
    return n;
  }

  int rank() {
    return shape.length;
  }

  /** Bytes in an arena: whole cache lines. */
  long bytes() {
    return (length() * type.width() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  boolean sameShape(Sized other) {
    return Arrays.equals(shape, other.shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sized o && type == o.type && sameShape(o);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
