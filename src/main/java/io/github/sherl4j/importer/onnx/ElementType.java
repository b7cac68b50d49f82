package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;

/** The element types of ONNX that have a counterpart here; half precision is read as float32. */
enum ElementType {
  FLOAT(1, 4, DataType.FLOAT),
  UINT8(2, 1, DataType.UINT8),
  INT8(3, 1, DataType.INT8),
  UINT16(4, 2, DataType.UINT16),
  INT16(5, 2, DataType.INT16),
  INT32(6, 4, DataType.INT32),
  INT64(7, 8, DataType.INT64),
  BOOL(9, 1, DataType.BOOL),
  FLOAT16(10, 2, DataType.FLOAT),
  DOUBLE(11, 8, DataType.DOUBLE),
  UINT32(12, 4, DataType.UINT32),
  UINT64(13, 8, DataType.UINT64),
  BFLOAT16(16, 2, DataType.FLOAT);

  /** Largest number that the format defines so far. */
  private static final int LAST_NUMBER = 25;

  private final int number;
  private final int width;
  private final DataType dtype;

  ElementType(int number, int width, DataType dtype) {
    this.number = number;
    this.width = width;
    this.dtype = dtype;
  }

  /** The number in the file. */
  int number() {
    return number;
  }

  /** Bytes of an element in the file. */
  int width() {
    return width;
  }

  /** The type of the imported tensor. */
  DataType dtype() {
    return dtype;
  }

  /**
   * The type with a number of the file.
   *
   * @throws CorruptFileException if the format defines no such number
   * @throws BadInputException if it is a type that is not supported, such as strings
   */
  static ElementType of(int number, String where) {
    if (number < 1 || number > LAST_NUMBER) {
      throw new CorruptFileException(
          "element type " + number,
          "a number between 1 and " + LAST_NUMBER,
          where,
          "export the model again");
    }
    return Arrays.stream(values())
        .filter(t -> t.number == number)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "element type " + number + " (strings, complex or 8-bit floats)",
                    "numbers of a usual type",
                    where,
                    "convert the model to float32"));
  }
}
