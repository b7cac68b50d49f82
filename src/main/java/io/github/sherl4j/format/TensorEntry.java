package io.github.sherl4j.format;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a safetensors header says about one tensor.
 *
 * @param name its key
 * @param type element type
 * @param shape empty for a scalar
 * @param begin first byte in the data part
 * @param end byte after the last one
 */
record TensorEntry(String name, TensorType type, List<Long> shape, long begin, long end) {

  TensorEntry {
    shape = List.copyOf(shape);
  }

  /** Bytes that type and shape need; empty if the number does not fit or a length is negative. */
  static OptionalLong bytes(TensorType type, List<Long> shape) {
    long bytes = type.width();
    try {
      for (long length : shape) {
        if (length < 0) {
          return OptionalLong.empty();
        }
        bytes = Math.multiplyExact(bytes, length);
      }
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(bytes);
  }
}
