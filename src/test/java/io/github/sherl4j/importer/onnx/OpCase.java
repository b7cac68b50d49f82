package io.github.sherl4j.importer.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;

/** One operator with inputs and results, as {@code operators.py} and {@code layers.py} write it. */
record OpCase(JsonNode json) {

  /** Every case of both files. */
  static Stream<OpCase> all() {
    return Stream.of("/onnx/operators.json", "/onnx/layers.json").flatMap(OpCase::read);
  }

  private static Stream<OpCase> read(String file) {
    try (InputStream in = OpCase.class.getResourceAsStream(file)) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false)
          .map(OpCase::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return json.get("name").asText();
  }

  String op() {
    return json.get("op").asText();
  }

  int opset() {
    return json.get("opset").asInt();
  }

  boolean isStandard() {
    return !json.has("domain");
  }

  /** Whether it has results that are floats, at a point where they have a derivative. */
  boolean hasGradient() {
    return !json.has("kink")
        && outputs().values().stream().anyMatch(o -> isFloat(o) && !o.get("data").isEmpty());
  }

  static boolean isFloat(JsonNode tensor) {
    return tensor.get("type").asText().equals("float");
  }

  /** Name of each result → what it should be. */
  Map<String, JsonNode> outputs() {
    Map<String, JsonNode> named = new LinkedHashMap<>();
    for (JsonNode out : json.get("outputs")) {
      if (!out.isNull()) {
        named.put("y" + (named.isEmpty() ? "" : named.size()), out);
      }
    }
    return named;
  }

  /** What the model is fed with; an unused input keeps models of constants alone legal. */
  Map<String, INDArray> feed(boolean doubles) {
    Map<String, INDArray> feed = new LinkedHashMap<>();
    feed.put("unused", Nd4j.createFromArray(0f));
    each(
        (name, in) -> {
          if (!in.get("fixed").asBoolean()) {
            feed.put(name, array(in, type(in, doubles).dtype()));
          }
        });
    return feed;
  }

  private interface OnInput {
    void accept(String name, JsonNode in);
  }

  private void each(OnInput action) {
    int i = 0;
    for (JsonNode in : json.get("inputs")) {
      if (!in.isNull()) {
        action.accept("in" + i, in);
      }
      i++;
    }
  }

  /** Names of the inputs that are initializers of floats. */
  List<String> weights() {
    List<String> names = new ArrayList<>();
    each(
        (name, in) -> {
          if (in.get("fixed").asBoolean() && in.get("type").asText().equals("float")) {
            names.add(name);
          }
        });
    return names;
  }

  /**
   * A model of one node.
   *
   * @param opset version of the standard operators
   * @param dynamic whether the first dimension of each input is dynamic
   * @param doubles whether floats are float64
   */
  ModelProto model(int opset, boolean dynamic, boolean doubles) {
    List<ValueInfoProto> inputs = new ArrayList<>();
    List<TensorProto> weights = new ArrayList<>();
    List<String> names = new ArrayList<>();
    json.get("inputs").forEach(in -> names.add(in.isNull() ? "" : "in" + names.size()));
    inputs.add(Models.input("unused", ElementType.FLOAT, 1));
    each(
        (name, in) -> {
          if (in.get("fixed").asBoolean()) {
            weights.add(tensor(name, in, doubles));
          } else {
            Object[] dims = new Object[in.get("shape").size()];
            for (int i = 0; i < dims.length; i++) {
              int size = in.get("shape").get(i).asInt();
              dims[i] = i == 0 && size > 1 && dynamic ? "n" + size : (Object) size;
            }
            inputs.add(Models.input(name, type(in, doubles), dims));
          }
        });
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(op()).addAllInput(names);
    int made = 0;
    for (JsonNode out : json.get("outputs")) {
      node.addOutput(out.isNull() ? "" : "y" + (made == 0 ? "" : made));
      made += out.isNull() ? 0 : 1;
    }
    json.get("attributes").properties().forEach(a -> node.addAttribute(attribute(a)));
    String[] outputs = outputs().keySet().toArray(String[]::new);
    if (!isStandard()) {
      node.setDomain(json.get("domain").asText());
    }
    ModelProto.Builder model =
        Models.model(inputs, weights, List.of(node.build()), outputs).toBuilder();
    model.getOpsetImportBuilder(0).setVersion(opset);
    if (!isStandard()) {
      model.setOpsetImport(
          1, OperatorSetIdProto.newBuilder().setDomain(node.getDomain()).setVersion(1));
    }
    return model.build();
  }

  private static AttributeProto attribute(Map.Entry<String, JsonNode> entry) {
    AttributeProto.Builder a = AttributeProto.newBuilder().setName(entry.getKey());
    JsonNode v = entry.getValue();
    JsonNode first = v.isArray() ? v.get(0) : v;
    if (first.isTextual()) {
      List<ByteString> texts = new ArrayList<>();
      (v.isArray() ? v : List.of(v)).forEach(t -> texts.add(ByteString.copyFromUtf8(t.asText())));
      return v.isArray()
          ? a.setType(AttributeProto.AttributeType.STRINGS).addAllStrings(texts).build()
          : a.setType(AttributeProto.AttributeType.STRING).setS(texts.get(0)).build();
    }
    if (first.isIntegralNumber()) {
      v.forEach(i -> a.addInts(i.asLong()));
      return v.isArray()
          ? a.setType(AttributeProto.AttributeType.INTS).build()
          : a.setType(AttributeProto.AttributeType.INT).setI(v.asLong()).build();
    }
    v.forEach(f -> a.addFloats((float) f.asDouble()));
    return v.isArray()
        ? a.setType(AttributeProto.AttributeType.FLOATS).build()
        : a.setType(AttributeProto.AttributeType.FLOAT).setF((float) v.asDouble()).build();
  }

  /** The type of a tensor. */
  static ElementType type(JsonNode t, boolean doubles) {
    return switch (t.get("type").asText()) {
      case "float" -> doubles ? ElementType.DOUBLE : ElementType.FLOAT;
      case "half" -> ElementType.FLOAT16;
      case "long" -> ElementType.INT64;
      case "int" -> ElementType.INT32;
      case "byte" -> ElementType.INT8;
      case "ubyte" -> ElementType.UINT8;
      default -> ElementType.BOOL;
    };
  }

  private static TensorProto tensor(String name, JsonNode t, boolean doubles) {
    ElementType type = type(t, doubles);
    TensorProto.Builder out = TensorProto.newBuilder().setName(name).setDataType(type.number());
    t.get("shape").forEach(d -> out.addDims(d.asLong()));
    for (JsonNode v : t.get("data")) {
      switch (type) {
        case FLOAT -> out.addFloatData((float) v.asDouble());
        case DOUBLE -> out.addDoubleData(v.asDouble());
        case INT64 -> out.addInt64Data(v.asLong());
        default -> out.addInt32Data(v.asInt());
      }
    }
    return out.build();
  }

  private static INDArray array(JsonNode t, DataType dtype) {
    INDArray flat = Nd4j.createFromArray(doubles(t));
    return flat.castTo(dtype).reshape(shape(t));
  }

  /** The elements of a tensor. */
  static double[] doubles(JsonNode t) {
    return StreamSupport.stream(t.get("data").spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  /** The shape of a tensor. */
  static long[] shape(JsonNode t) {
    return StreamSupport.stream(t.get("shape").spliterator(), false)
        .mapToLong(JsonNode::asLong)
        .toArray();
  }
}
