package io.github.sherl4j.engine.run;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays over memory that another array owns. */
final class Views {

  private Views() {}

  /** Rows in C order at element {@code offset} of {@code memory}. */
  static INDArray of(INDArray memory, Sized sized, long offset) {
    return of(memory, sized.shape(), strides(sized.shape()), offset, sized.type());
  }

  static INDArray of(INDArray memory, long[] shape, long[] strides, long offset, DataType type) {
    return Nd4j.create(memory.data(), shape, strides, offset, 'c', type);
  }

  private static long[] strides(long[] shape) {
    return shape.length == 0 ? new long[0] : Nd4j.getStrides(shape, 'c');
  }
}
