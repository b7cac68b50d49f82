package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.TensorProto;

/**
 * A tensor of an ONNX file whose sizes have been checked against the bytes that are there.
 *
 * @param proto the message
 * @param raw the file's bytes of the elements; empty if they are typed fields of the message
 * @param type element type
 * @param shape all dimensions known and ≥ 0
 * @param count number of elements
 */
record TensorData(TensorProto proto, RawData raw, ElementType type, List<Long> shape, int count) {

  private static final long MAX_BYTES = Integer.MAX_VALUE;

  TensorData {
    shape = List.copyOf(shape);
  }

  /**
   * Checks a tensor; nothing is allocated.
   *
   * @throws CorruptFileException if its shape and its bytes contradict each other
   * @throws BadInputException if its data lies outside the file or its type is not supported
   */
  static TensorData check(TensorProto t, String owner) {
    return check(t, RawData.of(t.getRawData().asReadOnlyByteBuffer()), owner);
  }

  /** The same for a tensor whose raw data lies outside the message. */
  static TensorData check(TensorProto t, RawData data, String owner) {
    String where = owner + ", tensor " + (t.getName().isEmpty() ? "(unnamed)" : t.getName());
    refuseExternal(t, where);
    ElementType type = ElementType.of(t.getDataType(), where);
    long count = 1;
    boolean empty = false;
    for (long d : t.getDimsList()) {
      if (d < 0 || d > Integer.MAX_VALUE) {
        throw corrupt("dimension " + d, "a dimension between 0 and 2^31", where);
      }
      empty |= d == 0;
      count = d == 0 ? count : count * d;
      if (count * type.width() > MAX_BYTES) {
        throw corrupt("shape " + t.getDimsList(), "at most " + MAX_BYTES + " bytes", where);
      }
    }
    count = empty ? 0 : count;
    int typed = typedCount(t, type);
    long raw = data.size();
    if (raw > 0 && typed > 0) {
      throw corrupt("data in two places", "raw data or typed data", where);
    }
    if (typed > 0 ? typed != count : raw != count * type.width()) {
      throw corrupt(
          typed > 0 ? typed + " elements" : raw + " bytes",
          typed > 0 ? count + " elements" : count * type.width() + " bytes for its shape",
          where);
    }
    return new TensorData(t, data, type, t.getDimsList(), (int) count);
  }

  private static void refuseExternal(TensorProto t, String where) {
    if (ExternalData.isExternal(t)) {
      throw new BadInputException(
          "data in another file",
          "all weights inside the model file",
          where,
          "save the model without external data: onnx.save(model, path), or allow initializers in"
              + " plain files beside the model (--allow-external-data)");
    }
    if (t.hasSegment()) {
      throw new BadInputException(
          "a tensor in segments", "whole tensors", where, "save the model again");
    }
  }

  private static int typedCount(TensorProto t, ElementType type) {
    return switch (type) {
      case FLOAT -> t.getFloatDataCount();
      case DOUBLE -> t.getDoubleDataCount();
      case INT64 -> t.getInt64DataCount();
      case UINT32, UINT64 -> t.getUint64DataCount();
      default -> t.getInt32DataCount();
    };
  }

  /** The elements as little-endian bytes in C order. */
  RawData bytes() {
    if (raw.size() > 0 || count == 0) {
      return raw;
    }
    ByteBuffer out = ByteBuffer.allocate(count * type.width()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      putTyped(out, i);
    }
    return RawData.of(out.flip());
  }

  private void putTyped(ByteBuffer out, int i) {
    switch (type) {
      case FLOAT -> out.putFloat(proto.getFloatData(i));
      case DOUBLE -> out.putDouble(proto.getDoubleData(i));
      case INT64 -> out.putLong(proto.getInt64Data(i));
      case UINT64 -> out.putLong(proto.getUint64Data(i));
      case UINT32 -> out.putInt((int) proto.getUint64Data(i));
      case INT32 -> out.putInt(proto.getInt32Data(i));
      case UINT16, INT16, FLOAT16, BFLOAT16 -> out.putShort((short) proto.getInt32Data(i));
      case UINT8, INT8, BOOL -> out.put((byte) proto.getInt32Data(i));
    }
  }

  /** The shape as an array. */
  long[] dims() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /** Whether the elements are floating-point numbers. */
  boolean isFloat() {
    return type.dtype().isFPType();
  }

  @Override
  public String toString() {
    return proto.getName() + " " + type + Arrays.toString(dims());
  }

  private static CorruptFileException corrupt(String found, String expected, String where) {
    return new CorruptFileException(found, expected, where, "export the model again");
  }
}
