package io.github.sherl4j.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** Element types of the safetensors layout that ND4J has too; constants carry their file names. */
enum TensorType {
  BOOL(DataType.BOOL),
  U8(DataType.UINT8),
  I8(DataType.INT8),
  I16(DataType.INT16),
  U16(DataType.UINT16),
  F16(DataType.FLOAT16),
  BF16(DataType.BFLOAT16),
  I32(DataType.INT32),
  U32(DataType.UINT32),
  F32(DataType.FLOAT),
  F64(DataType.DOUBLE),
  I64(DataType.INT64),
  U64(DataType.UINT64);

  private final DataType nd4j;

  TensorType(DataType nd4j) {
    this.nd4j = nd4j;
  }

  static Optional<TensorType> named(String name) {
    return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
  }

  static Optional<TensorType> of(DataType type) {
    return Arrays.stream(values()).filter(t -> t.nd4j == type).findFirst();
  }

  DataType nd4j() {
    return nd4j;
  }

  int width() {
    return nd4j.width();
  }

  /** Index of the first NaN or infinite element of little-endian data, or -1. */
  int firstNotFinite(ByteBuffer data) {
    for (int i = 0, n = data.limit() / width(); i < n; i++) {
      boolean finite =
          switch (this) {
            case F16 -> (data.getShort(2 * i) & 0x7c00) != 0x7c00;
            case BF16 -> (data.getShort(2 * i) & 0x7f80) != 0x7f80;
            case F32 -> (data.getInt(4 * i) & 0x7f80_0000) != 0x7f80_0000;
            case F64 -> Double.isFinite(data.getDouble(8 * i));
            default -> true;
          };
      if (!finite) {
        return i;
      }
    }
    return -1;
  }
}
