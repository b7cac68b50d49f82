package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.TooNewException;
import io.github.sherl4j.TooOldException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/**
 * Reads the message of an ONNX file. Large files are mapped, not copied: weights stay slices of the
 * mapped file until they are turned into arrays. Stateless, thread-safe.
 */
public final class OnnxFile {

  static final int OLDEST_OPSET = 7;
  static final int NEWEST_OPSET = 23;

  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;
  private static final long MAPPED_FROM = 16L << 20;
  private static final int MAX_DEPTH = 50;

  private OnnxFile() {}

  /**
   * Reads and checks a whole file.
   *
   * @throws BadInputException if it cannot be read or is no ONNX model
   * @throws CorruptFileException if a tensor contradicts itself or names clash
   * @throws TooNewException if its operators are newer than those known here
   * @throws TooOldException if they are older
   */
  public static ModelProto read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > MAX_BYTES) {
        throw new BadInputException(
            size + " bytes",
            "at most " + MAX_BYTES + " bytes",
            file.toString(),
            "an ONNX file cannot be larger; external data is not read");
      }
      if (size >= MAPPED_FROM) {
        return parse(channel.map(FileChannel.MapMode.READ_ONLY, 0, size), file.toString());
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Read on until the buffer is full or the file ends.
      }
      return parse(bytes.flip(), file.toString());
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "an ONNX file",
          file.toString(),
          "check the path and its permissions",
          e);
    }
  }

  /** Parses and checks the bytes of a file. */
  static ModelProto parse(ByteBuffer bytes, String where) {
    ModelProto model;
    try {
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      in.enableAliasing(true);
      in.setRecursionLimit(MAX_DEPTH);
      model = ModelProto.parseFrom(in);
    } catch (IOException e) {
      throw new BadInputException(
          "no complete ONNX message (" + e.getMessage() + ")",
          "an ONNX file",
          where,
          "the file may be truncated: copy or export it again",
          e);
    }
    if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) {
      throw new BadInputException(
          "a message without a graph", "an ONNX model", where, "export the model again");
    }
    opset(model, where);
    ModelCheck.check(model, where);
    return model;
  }

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
