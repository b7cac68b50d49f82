package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.importer.Backbone;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;

/** One operator a model, with results after the ONNX specification ({@code operators.py}). */
class OnnxOperatorsTest {

  private static final double TOLERANCE = 1e-5;

  @TestFactory
  Stream<DynamicTest> ofFixedSize() throws IOException {
    return cases().map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> check(c, false)));
  }

  @TestFactory
  Stream<DynamicTest> ofAnyBatch() throws IOException {
    return cases().map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> check(c, true)));
  }

  private static Stream<JsonNode> cases() throws IOException {
    try (InputStream in = OnnxOperatorsTest.class.getResourceAsStream("/onnx/operators.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
    }
  }

  private static void check(JsonNode c, boolean dynamic) {
    Map<String, INDArray> feed = new LinkedHashMap<>();
    ModelProto model = model(c, dynamic, feed);
    try (Backbone backbone = OnnxImporter.open(model.toByteArray(), c.get("name").asText())) {
      backbone.checkInputs(feed);
      INDArray got = Fixture.run(backbone, feed, List.of("y")).get("y");
      JsonNode want = c.get("output");
      assertArrayEquals(longs(want.get("shape")), got.shape());
      assertEquals(type(want).dtype(), got.dataType());
      double[] values = got.isEmpty() ? new double[0] : Fixture.values(got.castTo(DataType.DOUBLE));
      double worst = Fixture.difference("y", values, doubles(want.get("data")));
      assertTrue(worst <= TOLERANCE, "differs by " + worst);
      List<Long> shape = backbone.outputs().get(0).shape();
      for (int i = 0; i < shape.size(); i++) {
        long size = shape.get(i);
        assertTrue(size == -1 || size == got.size(i), "shape " + shape);
      }
    }
  }

  /** A model of one node; an unused input keeps models of constants alone legal. */
  private static ModelProto model(JsonNode c, boolean dynamic, Map<String, INDArray> feed) {
    List<ValueInfoProto> inputs = new ArrayList<>();
    List<TensorProto> weights = new ArrayList<>();
    List<String> names = new ArrayList<>();
    inputs.add(Models.input("unused", ElementType.FLOAT, 1));
    feed.put("unused", Nd4j.createFromArray(0f));
    for (JsonNode in : c.get("inputs")) {
      String name = in.isNull() ? "" : "in" + names.size();
      names.add(name);
      if (in.isNull()) {
        continue;
      }
      if (in.get("fixed").asBoolean()) {
        weights.add(tensor(name, in));
      } else {
        Object[] dims = new Object[in.get("shape").size()];
        for (int i = 0; i < dims.length; i++) {
          int size = in.get("shape").get(i).asInt();
          dims[i] = i == 0 && size > 1 && dynamic ? "n" + size : (Object) size;
        }
        inputs.add(Models.input(name, type(in), dims));
        feed.put(name, array(in));
      }
    }
    NodeProto.Builder node = Models.node(c.get("op").asText(), names, "y").toBuilder();
    c.get("attributes").properties().forEach(a -> node.addAttribute(attribute(a)));
    if (c.get("op").asText().equals("Split")) {
      node.addOutput("rest");
    }
    ModelProto.Builder model =
        Models.model(inputs, weights, List.of(node.build()), "y").toBuilder();
    model.getOpsetImportBuilder(0).setVersion(c.get("opset").asInt());
    return model.build();
  }

  private static AttributeProto attribute(Map.Entry<String, JsonNode> entry) {
    AttributeProto.Builder a = AttributeProto.newBuilder().setName(entry.getKey());
    JsonNode v = entry.getValue();
    if (v.isArray()) {
      a.setType(AttributeProto.AttributeType.INTS);
      v.forEach(i -> a.addInts(i.asLong()));
    } else if (v.isTextual()) {
      a.setType(AttributeProto.AttributeType.STRING);
      a.setS(ByteString.copyFromUtf8(v.asText()));
    } else if (v.isIntegralNumber()) {
      a.setType(AttributeProto.AttributeType.INT).setI(v.asLong());
    } else {
      a.setType(AttributeProto.AttributeType.FLOAT).setF((float) v.asDouble());
    }
    return a.build();
  }

  private static ElementType type(JsonNode t) {
    return switch (t.get("type").asText()) {
      case "float" -> ElementType.FLOAT;
      case "long" -> ElementType.INT64;
      default -> ElementType.BOOL;
    };
  }

  private static TensorProto tensor(String name, JsonNode t) {
    TensorProto.Builder out = TensorProto.newBuilder().setName(name);
    out.setDataType(type(t).number());
    t.get("shape").forEach(d -> out.addDims(d.asLong()));
    for (JsonNode v : t.get("data")) {
      switch (type(t)) {
        case FLOAT -> out.addFloatData((float) v.asDouble());
        case INT64 -> out.addInt64Data(v.asLong());
        default -> out.addInt32Data(v.asInt());
      }
    }
    return out.build();
  }

  private static INDArray array(JsonNode t) {
    INDArray flat = Nd4j.createFromArray(doubles(t.get("data")));
    return flat.castTo(type(t).dtype()).reshape(longs(t.get("shape")));
  }

  private static double[] doubles(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static long[] longs(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }
}
