package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * Where the parts of a model lie in its bytes, found in one walk over the wire format that jumps
 * over all data of initializers. A message in several pieces is put together, and of a field that
 * comes twice the last one counts, as protobuf wants it.
 */
final class Outline {

  private static final int BUFFER = 1 << 13;
  private static final int MAX_PARTS = 1 << 18;

  /** Bytes {@code from} (inclusive) to {@code to} (exclusive). */
  record Range(int from, int to) {
    int length() {
      return to - from;
    }
  }

  /** An initializer: its fields without {@code raw_data}, and where that lies. */
  record Initializer(List<Range> fields, Optional<Range> data) {
    Initializer {
      fields = List.copyOf(fields);
    }
  }

  private final CodedInputStream in;
  private final String where;
  private final List<Range> model = new ArrayList<>();
  private final List<Range> graph = new ArrayList<>();
  private final List<Initializer> initializers = new ArrayList<>();
  private boolean hasGraph;
  private int parts;

  private Outline(InputStream stream, int size, String where) throws IOException {
    this.in = CodedInputStream.newInstance(stream, BUFFER);
    this.where = where;
    in.pushLimit(size);
    fields(ModelProto.GRAPH_FIELD_NUMBER, model, this::walkGraph);
  }

  /**
   * Walks over a model.
   *
   * @throws IOException if it cannot be read, is cut off or is no sequence of fields
   * @throws BadInputException if it has parts out of proportion
   */
  static Outline of(ModelBytes bytes, String where) throws IOException {
    return new Outline(bytes.stream(), bytes.size(), where);
  }

  /** Fields of the model but the graph. */
  List<Range> model() {
    return model;
  }

  /** Fields of the graph but initializers. */
  List<Range> graph() {
    return graph;
  }

  /** The initializers in file order. */
  List<Initializer> initializers() {
    return initializers;
  }

  /** Whether there is a graph, be it empty. */
  boolean hasGraph() {
    return hasGraph;
  }

  @FunctionalInterface
  private interface Walk {
    void message() throws IOException;
  }

  private void walkGraph() throws IOException {
    hasGraph = true;
    message(
        () ->
            fields(
                GraphProto.INITIALIZER_FIELD_NUMBER, graph, () -> message(this::walkInitializer)));
  }

  private void walkInitializer() throws IOException {
    List<Range> fields = new ArrayList<>();
    List<Range> data = new ArrayList<>();
    fields(
        TensorProto.RAW_DATA_FIELD_NUMBER,
        fields,
        () -> {
          int length = in.readRawVarint32();
          int from = in.getTotalBytesRead();
          in.skipRawBytes(length);
          data.add(new Range(from, from + length));
        });
    count();
    initializers.add(
        new Initializer(
            fields, data.isEmpty() ? Optional.empty() : Optional.of(data.get(data.size() - 1))));
  }

  private void message(Walk inside) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    inside.message();
    in.popLimit(outer);
  }

  /** Walks up to the end of a message; a field of the given number is left to {@code inside}. */
  private void fields(int number, List<Range> others, Walk inside) throws IOException {
    int tagInside = number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    while (!in.isAtEnd()) {
      int from = in.getTotalBytesRead();
      int tag = in.readTag();
      if (tag == tagInside) {
        inside.message();
      } else if (in.skipField(tag)) {
        add(others, new Range(from, in.getTotalBytesRead()));
      } else {
        throw new InvalidProtocolBufferException("end of a group that did not begin");
      }
    }
  }

  private void add(List<Range> ranges, Range next) {
    int last = ranges.size() - 1;
    if (last >= 0 && ranges.get(last).to() == next.from()) {
      ranges.set(last, new Range(ranges.get(last).from(), next.to()));
    } else {
      count();
      ranges.add(next);
    }
  }

  private void count() {
    if (++parts > MAX_PARTS) {
      throw new BadInputException(
          "more than " + MAX_PARTS + " initializers or scattered fields",
          "a model of a usual build",
          where,
          "export the model again");
    }
  }
}
