package io.github.sherl4j.importer.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Parameters of a network in memory, which stays as it is. */
final class ArrayParameters implements Parameters {

  private final INDArray all;

  /**
   * Parameters in any shape; null if the network has none.
   *
   * @param array read only
   */
  ArrayParameters(INDArray array) {
    this.all = array == null || array.isEmpty() ? null : array.reshape(array.length());
  }

  @Override
  public long length() {
    return all == null ? 0 : all.length();
  }

  @Override
  public INDArray read(long from, long count, DataType dtype) {
    INDArray slice = all.get(NDArrayIndex.interval(from, from + count));
    return slice.dataType() == dtype ? slice.dup('c') : slice.castTo(dtype);
  }

  @Override
  public void close() {
    // The array is the network's.
  }
}
