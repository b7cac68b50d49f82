package io.github.sherl4j.train.features;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One piece of native memory for arrays of changing sizes, one at a time. Taken anew for every
 * batch, they would leave holes that make the resident set grow.
 */
final class Scratch implements AutoCloseable {

  private INDArray memory;

  /** An array over the memory, with whatever was there; valid until the next call. */
  INDArray array(DataType type, long... shape) {
    long length = 1;
    for (long size : shape) {
      length = Math.multiplyExact(length, size);
    }
    if (memory == null || memory.length() < length) {
      close();
      // Longer than any array in it: closing one of those must not free it.
      memory = Nd4j.createUninitialized(type, length + length / 4 + 1);
    }
    return memory.get(NDArrayIndex.interval(0, length)).reshape('c', shape);
  }

  /** The memory of the array. */
  ByteBuffer bytes() {
    return TensorLayout.bytes(memory);
  }

  @Override
  public void close() {
    if (memory != null && !memory.wasClosed()) {
      memory.close();
    }
    memory = null;
  }
}
