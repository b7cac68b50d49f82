package io.github.sherl4j.importer.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** Small ONNX models written by hand. */
final class Models {

  private Models() {}

  /** Collects a model with one float input {@code x}. */
  static ModelProto model(
      List<ValueInfoProto> inputs,
      List<TensorProto> initializers,
      List<NodeProto> nodes,
      String... outputs) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("test")
            .addAllInput(inputs)
            .addAllInitializer(initializers)
            .addAllNode(nodes);
    for (String o : outputs) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(o));
    }
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("test.ops").setVersion(1))
        .setGraph(graph)
        .build();
  }

  /** An input; numbers are sizes, texts are names of dynamic dimensions. */
  static ValueInfoProto input(String name, ElementType type, Object... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object d : dims) {
      shape.addDim(
          d instanceof Integer n
              ? Dimension.newBuilder().setDimValue(n)
              : Dimension.newBuilder().setDimParam(d.toString()));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  static TensorProto floats(String name, List<Long> dims, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addAllDims(dims)
        .setRawData(ByteString.copyFrom(raw))
        .build();
  }

  static TensorProto longs(String name, List<Long> dims, long... values) {
    TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(7).addAllDims(dims);
    for (long v : values) {
      t.addInt64Data(v);
    }
    return t.build();
  }

  static NodeProto node(String type, List<String> inputs, String output, AttributeProto... a) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .addAllInput(inputs)
        .addOutput(output)
        .addAllAttribute(List.of(a))
        .build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** y = x·w + b, with x [batch, 2]. */
  static ModelProto linear() {
    return model(
        List.of(input("x", ElementType.FLOAT, "batch", 2)),
        List.of(floats("w", List.of(2L, 3L), 1, 2, 3, 4, 5, 6), floats("b", List.of(3L), 7, 8, 9)),
        List.of(
            node("MatMul", List.of("x", "w"), "add_4"), node("Add", List.of("add_4", "b"), "y")),
        "y");
  }
}
