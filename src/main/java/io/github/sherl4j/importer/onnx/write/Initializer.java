package io.github.sherl4j.importer.onnx.write;

import com.google.common.math.LongMath;
import io.github.sherl4j.importer.onnx.OnnxModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * An initializer on its way into a file.
 *
 * @param header the message without raw data
 * @param rawBytes how many bytes {@code raw} writes; 0 writes no field
 * @param raw writes the raw data
 */
record Initializer(TensorProto header, long rawBytes, Raw raw) {

  /** Writes the raw data of an initializer. */
  @FunctionalInterface
  interface Raw {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** One of a model as it is. */
  static Initializer kept(OnnxModel model, int index) {
    TensorProto header = model.proto().getGraph().getInitializer(index);
    return new Initializer(
        header,
        model.rawBytes(index),
        out -> {
          for (ByteBuffer piece : model.raw(index)) {
            out.write(piece);
          }
        });
  }

  /** Bytes of the message with its data, without tag and length of its own. */
  long size() {
    if (rawBytes == 0) {
      return header.getSerializedSize();
    }
    int frame =
        header.getSerializedSize()
            + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
            + CodedOutputStream.computeUInt64SizeNoTag(rawBytes);
    return LongMath.saturatedAdd(frame, rawBytes);
  }

  void writeTo(CodedOutputStream out) throws IOException {
    header.writeTo(out);
    if (rawBytes > 0) {
      out.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag((int) rawBytes);
      raw.writeTo(out);
    }
  }
}
