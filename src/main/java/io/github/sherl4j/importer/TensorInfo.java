package io.github.sherl4j.importer;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Name, dtype and shape of a tensor of a model file.
 *
 * @param name the name in the file
 * @param dtype ND4J's element type
 * @param shape one entry a dimension; −1 where it is only known when the model runs
 */
public record TensorInfo(String name, DataType dtype, List<Long> shape) {

  /** Defensive copy of the shape. */
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Number of dimensions. */
  public int rank() {
    return shape.size();
  }
}
