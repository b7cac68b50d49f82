package io.github.sherl4j.engine.run;

import java.util.EnumMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of all programs of a runner: one block an element type, as large as the largest
 * program needs, kept until {@link #close()}.
 */
final class Arena implements AutoCloseable {

  private final Map<DataType, INDArray> blocks = new EnumMap<>(DataType.class);
  private int generation;

  /**
   * Makes room. Where a block has to grow it is replaced, and views into the old one are dead.
   *
   * @return a number that is another after every replacement
   */
  int reserve(Map<DataType, Long> extents) {
    extents.forEach(
        (type, bytes) -> {
          INDArray block = blocks.get(type);
          long elements = bytes / type.width();
          if (block == null || block.length() < elements) {
            if (block != null) {
              blocks.remove(type).close();
            }
            blocks.put(type, Nd4j.createUninitializedDetached(type, elements));
            generation++;
          }
        });
    return generation;
  }

  INDArray view(Sized sized, long offset) {
    return Views.of(blocks.get(sized.type()), sized, offset / sized.type().width());
  }

  long bytes() {
    return blocks.values().stream().mapToLong(b -> b.length() * b.dataType().width()).sum();
  }

  @Override
  public void close() {
    blocks.values().forEach(INDArray::close);
    blocks.clear();
    generation++;
  }
}
