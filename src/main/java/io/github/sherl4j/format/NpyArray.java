package io.github.sherl4j.format;

import io.github.sherl4j.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One array of an npz or safetensors file: element type, shape and little-endian bytes in C order.
 *
 * @param name key in the file
 * @param dtype element type
 * @param shape empty for a scalar
 * @param data the elements; read-only
 */
public record NpyArray(String name, DataType dtype, List<Long> shape, ByteBuffer data) {

  /** Defensive copies. */
  public NpyArray {
    shape = List.copyOf(shape);
    data = data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Number of elements. */
  public int length() {
    return data.limit() / dtype.width();
  }

  /** Element {@code i} in C order as a double (integers above 2^53 lose digits). */
  public double getDouble(int i) {
    return switch (dtype) {
      case FLOAT -> data.getFloat(4 * i);
      case DOUBLE -> data.getDouble(8 * i);
      case LONG, INT -> getLong(i);
      case BOOL, BYTE, UBYTE -> getLong(i);
      default -> throw wrongType("a numeric element type");
    };
  }

  /** Element {@code i} in C order of an integer or boolean array. */
  public long getLong(int i) {
    return switch (dtype) {
      case LONG -> data.getLong(8 * i);
      case INT -> data.getInt(4 * i);
      case BYTE -> data.get(i);
      case UBYTE, BOOL -> data.get(i) & 0xff;
      default -> throw wrongType("an integer element type");
    };
  }

  /** All elements as doubles, in C order. */
  public double[] toDoubles() {
    double[] out = new double[length()];
    for (int i = 0; i < out.length; i++) {
      out[i] = getDouble(i);
    }
    return out;
  }

  /** A new ND4J array with the same type, shape and elements; the caller closes it. */
  public INDArray toNd4j() {
    long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
    if (length() == 0) {
      return Nd4j.create(dtype, dims);
    }
    INDArray flat =
        switch (dtype) {
          case FLOAT -> {
            float[] values = new float[length()];
            data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            yield Nd4j.createFromArray(values);
          }
          case DOUBLE -> Nd4j.createFromArray(toDoubles());
          case LONG -> {
            long[] values = new long[length()];
            data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
            yield Nd4j.createFromArray(values);
          }
          case INT -> {
            int[] values = new int[length()];
            data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
            yield Nd4j.createFromArray(values);
          }
          case BOOL -> {
            boolean[] values = new boolean[length()];
            for (int i = 0; i < values.length; i++) {
              values[i] = data.get(i) != 0;
            }
            yield Nd4j.createFromArray(values);
          }
          default -> Nd4j.createFromArray(toDoubles()).castTo(dtype);
        };
    return flat.reshape('c', dims);
  }

  private BadInputException wrongType(String expected) {
    return new BadInputException(
        "elements of type " + dtype, expected, "array " + name, "convert the array and save again");
  }
}
