package io.github.sherl4j.importer.onnx.write;

import com.google.common.math.LongMath;
import java.util.List;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedOutputStream;

/**
 * A float32 initializer whose elements are made while they are written.
 *
 * @param name name in the file
 * @param dims shape
 * @param fill what the elements are
 */
record Weight(String name, List<Long> dims, Fill fill) {

  /** What the elements of a weight are. */
  enum Fill {
    NORMAL,
    ONES,
    ZEROS
  }

  Weight {
    dims = List.copyOf(dims);
  }

  long count() {
    return dims.stream().reduce(1L, LongMath::saturatedMultiply);
  }

  long bytes() {
    return LongMath.saturatedMultiply(Float.BYTES, count());
  }

  /** The message without its data. */
  TensorProto header() {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addAllDims(dims)
        .build();
  }

  /** Bytes of the message with its data, without tag and length of its own. */
  long size() {
    int frame =
        header().getSerializedSize()
            + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
            + CodedOutputStream.computeUInt64SizeNoTag(bytes());
    return LongMath.saturatedAdd(frame, bytes());
  }
}
