package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.UnsupportedOp;
import java.util.List;
import java.util.Map;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OnnxImporterTest {

  private static Backbone open(ModelProto model) {
    return OnnxImporter.open(model.toByteArray(), "test.onnx");
  }

  private static double[] run(Backbone b, String output, INDArray x) {
    return Fixture.values(Fixture.run(b, Map.of("x", x), List.of(output)).get(output));
  }

  @Test
  void namesOfTheFileReachTheGraph() {
    try (Backbone b = open(Models.linear())) {
      assertEquals(List.of("w", "b"), b.weights());
      assertEquals(9, b.parameters());
      assertEquals("x", b.variable("x").name());
      assertTrue(b.variable("w").isConstant());
      assertEquals(List.of(-1L, 3L), b.tensor("y").orElseThrow().shape());
      OpNode matmul = b.ops().get(0);
      assertEquals("MatMul", matmul.type());
      assertEquals(List.of("x"), matmul.inputs());
      assertEquals(List.of("w"), matmul.weights());
      assertArrayEquals(new double[] {12, 15, 18}, run(b, "y", Nd4j.ones(DataType.FLOAT, 1, 2)));
      String remedy = assertThrows(NoMatchException.class, () -> b.variable("z")).remedy();
      assertTrue(remedy.contains("y"), remedy);
    }
  }

  @Test
  void namesThatLookAutomaticDoNotCollide() {
    try (Backbone b = open(Models.linear())) {
      for (int i = 0; i < 8; i++) {
        b.graph().getVariable(b.variable("y").name()).add(b.variable("b"));
      }
      assertTrue(b.variable("add_4").name().contains("."));
    }
  }

  @Test
  void anApplicationsOwnOperator() {
    NodeProto halved =
        Models.node("Halved", List.of("x"), "y").toBuilder().setDomain("test.ops").build();
    ModelProto model =
        Models.model(
            List.of(Models.input("x", ElementType.FLOAT, "n")), List.of(), List.of(halved), "y");
    try (Backbone b = open(model)) {
      assertArrayEquals(new double[] {1, 2}, run(b, "y", Nd4j.createFromArray(2f, 4f)));
    }
  }

  @Test
  void allUnknownOperatorsInOneReport() {
    ModelProto model =
        Models.model(
            List.of(Models.input("x", ElementType.FLOAT, "n")),
            List.of(),
            List.of(
                Models.node("Softmx", List.of("x"), "a"),
                Models.node("NonMaxSuppression", List.of("a"), "b"),
                Models.node("Softmx", List.of("b"), "y")),
            "y");
    List<UnsupportedOp> ops = new OpRegistry(model).unsupported(model, "test");
    assertEquals(List.of("Softmx", "NonMaxSuppression"), ops.stream().map(o -> o.op()).toList());
    assertEquals(2, ops.get(0).count());
    assertEquals("a", ops.get(0).firstNode());
    assertTrue(ops.get(0).remedy().contains("Softmax"), ops.get(0).remedy());
    String found = assertThrows(UnsupportedOpException.class, () -> open(model)).found();
    assertTrue(found.contains("Softmx (2") && found.contains("NonMaxSuppression (1"), found);
  }

  @Test
  void outputsThatNoNodeMakes() {
    ModelProto model =
        Models.model(
            List.of(Models.input("x", ElementType.FLOAT, "n")),
            List.of(Models.floats("w", List.of(2L), 1, 2)),
            List.of(
                Models.node("Identity", List.of("x"), "same"),
                Models.node("Shape", List.of("x"), "shape")),
            "same",
            "w",
            "shape",
            "x");
    try (Backbone b = open(model)) {
      INDArray x = Nd4j.createFromArray(5f, 6f, 7f);
      assertArrayEquals(new double[] {5, 6, 7}, run(b, "same", x));
      assertArrayEquals(new double[] {3}, run(b, "shape", x));
      assertArrayEquals(new double[] {1, 2}, run(b, "w", x));
      assertTrue(b.variable("x").isPlaceHolder());
      assertTrue(b.variable("w").isConstant());
    }
  }

  @Test
  void inputsAreChecked() {
    ModelProto model =
        Models.model(
            List.of(
                Models.input("ids", ElementType.INT64, "batch", "seq"),
                Models.input("mask", ElementType.INT64, "batch", "seq")),
            List.of(Models.floats("table", List.of(4L, 1L), 1, 2, 3, 4)),
            List.of(
                Models.node("Gather", List.of("table", "ids"), "rows"),
                Models.node("Cast", List.of("mask"), "m", Models.integer("to", 1)),
                Models.node("Unsqueeze", List.of("m", "axis"), "u"),
                Models.node("Mul", List.of("rows", "u"), "y")),
            "y");
    ModelProto whole =
        model.toBuilder()
            .setGraph(
                model.getGraph().toBuilder().addInitializer(Models.longs("axis", List.of(1L), 2)))
            .build();
    try (Backbone b = open(whole)) {
      INDArray ids = Nd4j.createFromArray(new long[][] {{0, 3}});
      INDArray mask = Nd4j.createFromArray(new long[][] {{1, 1}});
      b.checkInputs(Map.of("ids", ids, "mask", mask));
      refused(b, Map.of("ids", ids));
      refused(b, Map.of("ids", ids, "mask", mask, "other", mask));
      refused(b, Map.of("ids", ids.add(1), "mask", mask));
      refused(b, Map.of("ids", ids.sub(1), "mask", mask));
      refused(b, Map.of("ids", ids.castTo(DataType.FLOAT), "mask", mask));
      refused(b, Map.of("ids", ids, "mask", Nd4j.ones(DataType.INT64, 1, 3)));
    }
  }

  private static void refused(Backbone b, Map<String, INDArray> feed) {
    assertThrows(BadInputException.class, () -> b.checkInputs(feed));
  }

  private static String fingerprint(ModelProto model) {
    try (OnnxModel read = OnnxModel.of(model.toByteArray(), "test")) {
      return Fingerprint.of(read);
    }
  }

  @Test
  void fingerprintIsOfContentNotOfNames() {
    ModelProto model = Models.linear();
    String own = fingerprint(model);
    assertEquals(64, own.length());
    ModelProto.Builder named = model.toBuilder().setProducerName("other").setDocString("words");
    named.getGraphBuilder().setName("g").getNodeBuilder(0).setName("n").setOutput(0, "t");
    named.getGraphBuilder().getNodeBuilder(1).setInput(0, "t");
    assertEquals(own, fingerprint(named.build()));
    TensorProto typed =
        TensorProto.newBuilder()
            .setName("b")
            .setDataType(1)
            .addDims(3)
            .addAllFloatData(List.of(7f, 8f, 9f))
            .build();
    ModelProto.Builder encoded = model.toBuilder();
    encoded.getGraphBuilder().setInitializer(1, typed);
    assertEquals(own, fingerprint(encoded.build()));
    ModelProto.Builder other = model.toBuilder();
    other.getGraphBuilder().setInitializer(1, typed.toBuilder().setFloatData(2, 9.5f));
    assertNotEquals(own, fingerprint(other.build()));
  }
}
