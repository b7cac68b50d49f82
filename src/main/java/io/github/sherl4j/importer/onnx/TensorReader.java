package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.importer.shape.Elements;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Turns checked tensors into ND4J arrays (weights) or into elements that can be folded. */
final class TensorReader {

  private TensorReader() {}

  /** A float tensor as a new array of its shape; copied in pieces, so that memory is held once. */
  static INDArray weight(TensorData t) {
    if (t.count() == 0) {
      return Nd4j.create(t.type().dtype(), t.dims());
    }
    INDArray array =
        t.shape().isEmpty()
            ? Nd4j.scalar(t.type().dtype(), 0)
            : Nd4j.createUninitialized(t.type().dtype(), t.dims(), 'c');
    fill(t, array);
    return array;
  }

  /** Copies a float tensor into an array of its shape, C order, which may be a part of another. */
  static void fill(TensorData t, INDArray array) {
    ByteBuffer to = target(array);
    to.position(Math.toIntExact(array.offset() * array.dataType().width()));
    t.bytes().forEach(from -> copy(t.type(), from, to));
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
  }

  /** A tensor of whole numbers as a new array of floats. */
  static INDArray floats(TensorData t) {
    INDArray array =
        t.shape().isEmpty()
            ? Nd4j.scalar(DataType.FLOAT, 0)
            : Nd4j.createUninitialized(DataType.FLOAT, t.dims(), 'c');
    ByteBuffer to = target(array);
    t.bytes()
        .forEach(
            from -> {
              while (from.hasRemaining()) {
                to.putFloat((float) whole(t.type(), from));
              }
            });
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
    return array;
  }

  private static ByteBuffer target(INDArray array) {
    DataBuffer data = array.data();
    return data.asNio();
  }

  private static void copy(ElementType type, ByteBuffer from, ByteBuffer to) {
    if ((type == ElementType.FLOAT || type == ElementType.DOUBLE) && to.order() == from.order()) {
      to.put(from);
      return;
    }
    while (from.hasRemaining()) {
      switch (type) {
        case DOUBLE -> to.putDouble(from.getDouble());
        case FLOAT16 -> to.putFloat(half(from.getShort()));
        case BFLOAT16 -> to.putFloat(Float.intBitsToFloat(from.getShort() << 16));
        default -> to.putFloat(from.getFloat());
      }
    }
  }

  /** IEEE half precision to float. */
  static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >>> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) {
      float small = fraction * 0x1p-24f;
      return sign == 0 ? small : -small;
    }
    return Float.intBitsToFloat(sign | (exponent + 112) << 23 | fraction << 13);
  }

  /** The elements of a tensor. */
  static Elements elements(TensorData t) {
    ByteBuffer from = t.bytes().all();
    if (t.isFloat()) {
      double[] values = new double[t.count()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (t.type()) {
              case DOUBLE -> from.getDouble();
              case FLOAT16 -> half(from.getShort());
              case BFLOAT16 -> Float.intBitsToFloat(from.getShort() << 16);
              default -> from.getFloat();
            };
      }
      return Elements.ofDoubles(values);
    }
    long[] values = new long[t.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole(t.type(), from);
    }
    return Elements.ofLongs(values);
  }

  private static long whole(ElementType type, ByteBuffer from) {
    return switch (type) {
      case INT64, UINT64 -> from.getLong();
      case INT32 -> from.getInt();
      case UINT32 -> from.getInt() & 0xffff_ffffL;
      case INT16 -> from.getShort();
      case UINT16 -> from.getShort() & 0xffff;
      case INT8 -> from.get();
      case BOOL -> from.get() != 0 ? 1 : 0;
      default -> from.get() & 0xff;
    };
  }
}
