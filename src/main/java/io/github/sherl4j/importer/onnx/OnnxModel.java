package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedInputStream;

/**
 * A checked model: its messages in memory, the data of its initializers still in the open file,
 * read each time it is asked for. Memory: what the file holds besides the raw data of initializers.
 * Immutable and thread-safe until closed.
 */
public final class OnnxModel implements AutoCloseable {

  private static final int MAX_DEPTH = 50;
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final ModelBytes bytes;
  private final ModelProto proto;
  private final List<TensorData> initializers;
  private final String where;

  private OnnxModel(
      ModelBytes bytes, ModelProto proto, List<TensorData> initializers, String where) {
    this.bytes = bytes;
    this.proto = proto;
    this.initializers = List.copyOf(initializers);
    this.where = where;
  }

  /**
   * Reads and checks everything but the numbers; the caller closes the model.
   *
   * @throws BadInputException if the file cannot be read or is no ONNX model
   * @throws io.github.sherl4j.CorruptFileException if a tensor contradicts itself or names clash
   * @throws io.github.sherl4j.TooNewException if its operators are newer than those known here
   * @throws io.github.sherl4j.TooOldException if they are older
   */
  public static OnnxModel open(Path file) {
    return open(file, false);
  }

  /**
   * The same; with {@code externalData} initializers may lie in plain files inside the folder of
   * the model, and look as if they were in the file.
   */
  public static OnnxModel open(Path file, boolean externalData) {
    try {
      Optional<ExternalData> outside =
          externalData ? Optional.of(ExternalData.of(file)) : Optional.empty();
      return of(ModelBytes.of(file), outside, file.toString());
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "an ONNX file",
          file.toString(),
          "check the path and its permissions",
          e);
    }
  }

  /** The same for the bytes of a file; {@code where} names them in messages. */
  static OnnxModel of(byte[] bytes, String where) {
    return of(ModelBytes.of(bytes), Optional.empty(), where);
  }

  private static OnnxModel of(ModelBytes bytes, Optional<ExternalData> outside, String where) {
    OnnxModel model = null;
    try {
      model = read(bytes, outside, where);
      return model;
    } catch (IOException e) {
      throw new BadInputException(
          "no complete ONNX message (" + e.getMessage() + ")",
          "an ONNX file",
          where,
          "the file may be truncated: copy or export it again",
          e);
    } finally {
      if (model == null) {
        closeQuietly(bytes);
      }
    }
  }

  private static OnnxModel read(ModelBytes bytes, Optional<ExternalData> outside, String where)
      throws IOException {
    Outline outline = Outline.of(bytes, where);
    InlineReader reader = new InlineReader(bytes, where);
    ModelProto.Builder model = ModelProto.newBuilder();
    model.mergeFrom(reader.read(outline.model(), MAX_DEPTH));
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.mergeFrom(reader.read(outline.graph(), MAX_DEPTH - 1));
    List<TensorData> data = new ArrayList<>();
    for (Outline.Initializer i : outline.initializers()) {
      CodedInputStream fields = reader.read(i.fields(), MAX_DEPTH - 2);
      TensorProto t = TensorProto.parseFrom(fields);
      RawData raw = i.data().map(range -> RawData.of(bytes, range, where)).orElse(RawData.of(NONE));
      if (outside.isPresent() && ExternalData.isExternal(t)) {
        raw = outside.get().of(t, i.data().isPresent(), where);
        t = ExternalData.inside(t);
      }
      graph.addInitializer(t);
      data.add(TensorData.check(t, raw, where));
    }
    if (!outline.hasGraph() || graph.getOutputCount() == 0) {
      throw new BadInputException(
          "a message without a graph", "an ONNX model", where, "export the model again");
    }
    ModelProto proto = model.build();
    OnnxFile.opset(proto, where);
    ModelCheck.check(proto, where);
    return new OnnxModel(bytes, proto, data, where);
  }

  /** The messages; initializers of the graph lack their {@code raw_data}. */
  public ModelProto proto() {
    return proto;
  }

  /** Bytes of the raw data of an initializer of the graph, 0 if its elements are in the message. */
  public int rawBytes(int initializer) {
    return initializers.get(initializer).raw().size();
  }

  /** That raw data in order, in pieces; a piece is valid until the next one is asked for. */
  public Iterable<ByteBuffer> raw(int initializer) {
    return initializers.get(initializer).raw();
  }

  /** The checked initializers of the graph, in file order. */
  List<TensorData> initializers() {
    return initializers;
  }

  /** The file, for messages. */
  String where() {
    return where;
  }

  @Override
  public void close() {
    closeQuietly(bytes);
  }

  private static void closeQuietly(ModelBytes bytes) {
    try {
      bytes.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
