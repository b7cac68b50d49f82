package io.github.sherl4j.importer.layers;

import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A weight that is read when asked for.
 *
 * @param name its path in the file
 * @param shape its sizes, checked against the file's length
 * @param read gives the array in a float type; the caller closes it
 */
public record StoredWeight(String name, List<Long> shape, Function<DataType, INDArray> read) {

  /** Defensive copy of the shape. */
  public StoredWeight {
    shape = List.copyOf(shape);
  }
}
