package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.SherlException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.Backbone;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Branches on a question about a shape: x [n, size] is doubled if size is 1, else squared. */
class BranchesTest {

  private static AttributeProto branch(String name, String output, NodeProto... nodes) {
    GraphProto graph =
        GraphProto.newBuilder()
            .addInitializer(Models.floats("two", List.of(1L), 2))
            .addAllNode(List.of(nodes))
            .addOutput(ValueInfoProto.newBuilder().setName(output))
            .build();
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  private static ModelProto model(int size, String other) {
    AttributeProto then = branch("then_branch", "r", Models.node("Mul", List.of("x", "two"), "r"));
    AttributeProto otherwise =
        branch(
            "else_branch",
            "t",
            Models.node(other, List.of("x", "x"), "r"),
            Models.node("Identity", List.of("r"), "t"));
    NodeProto choice = Models.node("If", List.of("is"), "r", then, otherwise);
    return Models.model(
        List.of(Models.input("x", ElementType.FLOAT, "n", size)),
        List.of(
            Models.longs("one", List.of(), 1),
            Models.longs("at", List.of(), 1),
            Models.floats("two", List.of(1L), 3)),
        List.of(
            Models.node("Shape", List.of("x"), "shape"),
            Models.node("Gather", List.of("shape", "at"), "size"),
            Models.node("Equal", List.of("size", "one"), "is"),
            choice,
            Models.node("Mul", List.of("r", "two"), "y")),
        "y");
  }

  private static double[] run(ModelProto model, float... row) {
    try (Backbone b = OnnxImporter.open(model.toByteArray(), "branches")) {
      var x = Nd4j.createFromArray(row).reshape(1, row.length);
      return Fixture.values(Fixture.run(b, Map.of("x", x), List.of("y")).get("y"));
    }
  }

  @Test
  void theBranchThatIsTakenIsInPlaceOfTheNode() {
    assertArrayEquals(new double[] {30}, run(model(1, "Mul"), 5));
    assertArrayEquals(new double[] {12, 27}, run(model(2, "Mul"), 2, 3));
  }

  @Test
  void onlyTheBranchThatIsTakenMustBeKnown() {
    assertArrayEquals(new double[] {30}, run(model(1, "NonMaxSuppression"), 5));
    UnsupportedOpException e =
        assertThrows(UnsupportedOpException.class, () -> run(model(2, "NonMaxSuppression"), 1, 2));
    assertTrue(e.found().contains("NonMaxSuppression"), e.found());
  }

  @Test
  void aConditionThatIsDataIsRefused() {
    ModelProto.Builder m = model(1, "Mul").toBuilder();
    m.getGraphBuilder().getNodeBuilder(2).setInput(0, "sum").setInput(1, "two");
    NodeProto sum = Models.node("ReduceSum", List.of("x"), "sum", Models.integer("keepdims", 0));
    m.getGraphBuilder().addNode(0, sum);
    SherlException e =
        assertThrows(
            UnsupportedOpException.class,
            () -> OnnxImporter.open(m.build().toByteArray(), "branches"));
    assertTrue(e.found().contains("condition"), e.found());
  }

  @Test
  void weightsOfTheBranchAreWeights() {
    try (Backbone b = OnnxImporter.open(model(1, "Mul").toByteArray(), "branches")) {
      assertEquals(2, b.weights().size());
    }
  }
}
