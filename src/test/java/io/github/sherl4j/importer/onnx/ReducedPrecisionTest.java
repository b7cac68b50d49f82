package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sherl4j.importer.Backbone;
import java.util.List;
import java.util.Map;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Weights of 8 and 16 bits are float32 weights once a model is read. */
class ReducedPrecisionTest {

  /** 1.5 and −2. */
  private static TensorProto weight(ElementType type) {
    TensorProto.Builder t = TensorProto.newBuilder().setName("w").addDims(2).addDims(1);
    t.setDataType(type.number());
    return switch (type) {
      case FLOAT16 -> t.addInt32Data(0x3e00).addInt32Data(0xc000).build();
      case BFLOAT16 -> t.addInt32Data(0x3fc0).addInt32Data(0xc000).build();
      default -> t.addInt32Data(4).addInt32Data(-3).build();
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void halfPrecision(ElementType type) {
    ModelProto model =
        Models.model(
            List.of(Models.input("x", type, "n", 2)),
            List.of(weight(type)),
            List.of(
                Models.node("MatMul", List.of("x", "w"), "h"),
                Models.node("Cast", List.of("h"), "y", Models.integer("to", type.number()))),
            "y");
    check(model, "w");
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8"})
  void eightBits(ElementType type) {
    ModelProto model =
        Models.model(
            List.of(Models.input("x", ElementType.FLOAT, "n", 2)),
            List.of(
                weight(type),
                Models.floats("scale", List.of(), 0.5f),
                TensorProto.newBuilder()
                    .setName("zero")
                    .setDataType(type.number())
                    .addInt32Data(1)
                    .build()),
            List.of(
                Models.node("DequantizeLinear", List.of("w", "scale", "zero"), "float_w"),
                Models.node("MatMul", List.of("x", "float_w"), "y")),
            "y");
    check(model, "float_w");
  }

  private static void check(ModelProto model, String weight) {
    try (Backbone b = OnnxImporter.open(model.toByteArray(), "half")) {
      assertEquals(true, b.weights().contains(weight), "weights " + b.weights());
      assertArrayEquals(new double[] {1.5, -2}, Fixture.values(b.variable(weight).getArr()));
      assertEquals(List.of(weight), b.ops().get(0).weights());
      var x = Nd4j.createFromArray(new float[][] {{2, 1}});
      b.checkInputs(Map.of("x", x));
      var y = Fixture.run(b, Map.of("x", x), List.of("y")).get("y");
      assertEquals(DataType.FLOAT, y.dataType());
      assertEquals(1, y.getDouble(0));
    }
  }
}
