package io.github.sherl4j.importer.onnx.write;

import com.google.common.math.LongMath;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.format.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * Writes a model whose initializers come one by one. Lengths are computed first, so that the file
 * holds exactly one graph, as strict readers want it; memory is the messages and one chunk.
 */
final class ModelStream {

  private static final int BUFFER = 1 << 20;
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private ModelStream() {}

  /**
   * Creates or replaces a file.
   *
   * @param model what the model holds besides its graph
   * @param graph what the graph holds besides its initializers
   * @throws RefusedException if no ONNX file can be that large, or the disk is full
   */
  static void write(Path file, ModelProto model, GraphProto graph, List<Initializer> initializers) {
    int graphBytes = graphBytes(file, model, graph, initializers);
    AtomicFiles.write(
        file,
        channel -> {
          OutputStream stream = Channels.newOutputStream(channel);
          CodedOutputStream out = CodedOutputStream.newInstance(stream, BUFFER);
          write(out, graphBytes, model, graph, initializers);
        });
  }

  /**
   * The bytes of the same file, outside the Java heap.
   *
   * @param file for messages
   * @throws RefusedException if no ONNX file can be that large, or memory is full
   */
  static ByteBuffer bytes(
      Path file, ModelProto model, GraphProto graph, List<Initializer> initializers) {
    int graphBytes = graphBytes(file, model, graph, initializers);
    int frame =
        CodedOutputStream.computeTagSize(ModelProto.GRAPH_FIELD_NUMBER)
            + CodedOutputStream.computeUInt32SizeNoTag(graphBytes);
    int size = model.getSerializedSize() + frame + graphBytes;
    try {
      ByteBuffer bytes = ByteBuffer.allocateDirect(size);
      write(CodedOutputStream.newInstance(bytes), graphBytes, model, graph, initializers);
      return bytes.rewind();
    } catch (OutOfMemoryError e) {
      throw new RefusedException(
          "no room for " + size + " bytes beside the Java heap",
          "memory for a copy of the weights",
          file.toString(),
          "allow more with -Xmx or -XX:MaxDirectMemorySize",
          e);
    } catch (IOException e) {
      throw new BadInputException(
          "weights that cannot be read (" + e.getMessage() + ")",
          "a readable model file",
          file.toString(),
          "check the disk",
          e);
    }
  }

  private static int graphBytes(
      Path file, ModelProto model, GraphProto graph, List<Initializer> initializers) {
    long graphSize = graph.getSerializedSize();
    for (Initializer i : initializers) {
      int frame =
          CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER)
              + CodedOutputStream.computeUInt64SizeNoTag(i.size());
      graphSize = LongMath.saturatedAdd(graphSize, LongMath.saturatedAdd(frame, i.size()));
    }
    long size = LongMath.saturatedAdd(graphSize, model.getSerializedSize() + 16);
    if (size > MAX_BYTES) {
      throw new RefusedException(
          "a model of " + size + " bytes",
          "at most " + MAX_BYTES + " bytes, the limit of one ONNX file",
          file.toString(),
          "make the model smaller");
    }
    return (int) graphSize;
  }

  private static void write(
      CodedOutputStream out,
      int graphBytes,
      ModelProto model,
      GraphProto graph,
      List<Initializer> initializers)
      throws IOException {
    model.writeTo(out);
    out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(graphBytes);
    graph.writeTo(out);
    for (Initializer i : initializers) {
      out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag((int) i.size());
      i.writeTo(out);
    }
    out.flush();
  }
}
