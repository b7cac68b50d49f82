package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.importer.Backbone;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One operator a model, with results after the ONNX specification ({@code operators.py} and {@code
 * layers.py}).
 */
class OnnxOperatorsTest {

  private static final double TOLERANCE = 1e-5;

  @TestFactory
  Stream<DynamicTest> ofFixedSize() {
    return OpCase.all().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c, false)));
  }

  @TestFactory
  Stream<DynamicTest> ofAnyBatch() {
    return OpCase.all().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c, true)));
  }

  private static void check(OpCase c, boolean dynamic) {
    Map<String, INDArray> feed = c.feed(false);
    ModelProto model = c.model(c.opset(), dynamic, false);
    try (Backbone backbone = OnnxImporter.open(model.toByteArray(), c.name())) {
      backbone.checkInputs(feed);
      List<String> names = List.copyOf(c.outputs().keySet());
      Map<String, INDArray> got = Fixture.run(backbone, feed, names);
      c.outputs().forEach((name, want) -> check(name, got.get(name), want));
      for (var out : backbone.outputs()) {
        for (int i = 0; i < out.rank(); i++) {
          long size = out.shape().get(i);
          long real = got.get(out.name()).size(i);
          assertTrue(size == -1 || size == real, "shape " + out.shape());
        }
      }
    }
  }

  private static void check(String name, INDArray got, JsonNode want) {
    assertArrayEquals(OpCase.shape(want), got.shape(), name);
    assertEquals(OpCase.type(want, false).dtype(), got.dataType(), name);
    double[] values = got.isEmpty() ? new double[0] : Fixture.values(got.castTo(DataType.DOUBLE));
    double worst = Fixture.difference(name, values, OpCase.doubles(want));
    assertTrue(worst <= TOLERANCE, name + " differs by " + worst);
  }
}
