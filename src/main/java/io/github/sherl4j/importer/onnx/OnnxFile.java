package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.TooNewException;
import io.github.sherl4j.TooOldException;
import java.nio.ByteBuffer;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;

/** What an ONNX file looks like from the outside, and which versions of the format are read. */
final class OnnxFile {

  static final int OLDEST_OPSET = 7;
  static final int NEWEST_OPSET = 23;

  private OnnxFile() {}

  /** The version of the standard operators that a model uses. */
  static int opset(ModelProto model, String where) {
    for (OperatorSetIdProto id : model.getOpsetImportList()) {
      if (id.getDomain().isEmpty() || id.getDomain().equals("ai.onnx")) {
        return checked(id.getVersion(), where);
      }
    }
    throw new CorruptFileException(
        "no version of the standard operators",
        "an opset_import of the domain ai.onnx",
        where,
        "export the model again");
  }

  private static int checked(long version, String where) {
    String found = "opset " + version;
    String expected = "opset " + OLDEST_OPSET + " to " + NEWEST_OPSET;
    String remedy = "export the model with opset_version=17";
    if (version > NEWEST_OPSET) {
      throw new TooNewException(found, expected, where, remedy);
    }
    if (version < OLDEST_OPSET) {
      throw new TooOldException(found, expected, where, remedy);
    }
    return (int) version;
  }

  /** Whether bytes begin like an ONNX message: fields of a model, of the right wire types. */
  static boolean looksLikeOnnx(byte[] head) {
    ByteBuffer in = ByteBuffer.wrap(head);
    int fields = 0;
    try {
      while (in.hasRemaining()) {
        long tag = varint(in);
        long field = tag >>> 3;
        long wire = tag & 7;
        boolean number = field == 1 || field == 5;
        boolean message = (field >= 2 && field <= 8) || field == 14 || field == 20 || field == 25;
        if (number ? wire != 0 : !message || wire != 2) {
          return false;
        }
        fields++;
        long length = varint(in);
        if (wire == 2) {
          if (length < 0) {
            return false;
          }
          if (length > in.remaining()) {
            return true;
          }
          in.position(in.position() + (int) length);
        }
      }
    } catch (java.nio.BufferUnderflowException e) {
      return fields > 1;
    }
    return fields > 0;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    return -1;
  }
}
