package io.github.sherl4j.importer.onnx.write;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Adds nodes to a graph the way PyTorch's exporter names them: {@code /scope/Type}, {@code
 * /scope/Type_1} …, outputs with {@code _output_0}, constants as nodes of their own.
 */
final class GraphNodes {

  private final GraphProto.Builder graph;
  private final Map<String, Integer> used = new HashMap<>();

  GraphNodes(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** Adds a node with one output and returns the output's name. */
  String add(String scope, String type, List<String> inputs, AttributeProto... attributes) {
    String name = unique(scope + "/" + type);
    return named(name, name + "_output_0", type, inputs, attributes);
  }

  /** The same with an output whose name is given. */
  String addAs(String output, String scope, String type, List<String> inputs) {
    return named(unique(scope + "/" + type), output, type, inputs);
  }

  private String named(
      String name, String output, String type, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(type)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /** A scalar float32 constant. */
  String number(String scope, float value) {
    ByteBuffer raw = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return constant(scope, TensorProto.DataType.FLOAT_VALUE, false, 1, raw.putFloat(value));
  }

  /** A scalar int64 constant. */
  String index(String scope, long value) {
    return longs(scope, false, value);
  }

  /** A vector of int64 constants. */
  String vector(String scope, long... values) {
    return longs(scope, true, values);
  }

  private String longs(String scope, boolean vector, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : values) {
      raw.putLong(v);
    }
    return constant(scope, TensorProto.DataType.INT64_VALUE, vector, values.length, raw);
  }

  private String constant(String scope, int type, boolean vector, int size, ByteBuffer raw) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(type).setRawData(ByteString.copyFrom(raw.flip()));
    if (vector) {
      tensor.addDims(size);
    }
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(tensor)
            .build();
    return add(scope, "Constant", List.of(), value);
  }

  /** An attribute that is an integer. */
  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** An attribute that is a list of integers. */
  static AttributeProto integers(String name, Long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(List.of(values))
        .build();
  }

  private String unique(String name) {
    int n = used.merge(name, 1, Integer::sum) - 1;
    return n == 0 ? name : name + "_" + n;
  }
}
