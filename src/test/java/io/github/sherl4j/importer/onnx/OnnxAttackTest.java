package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.TooNewException;
import io.github.sherl4j.TooOldException;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;

/** Files that lie, hide data elsewhere, are cut off, or are damaged at random. */
class OnnxAttackTest {

  private static void open(ModelProto model) {
    OnnxImporter.open(model.toByteArray(), "attack.onnx").close();
  }

  private static ModelProto with(TensorProto initializer) {
    ModelProto.Builder model = Models.linear().toBuilder();
    model.getGraphBuilder().setInitializer(0, initializer);
    return model.build();
  }

  private static void corrupt(TensorProto initializer) {
    assertThrows(CorruptFileException.class, () -> open(with(initializer)));
  }

  @Test
  void shapesThatLie() {
    TensorProto w = Models.floats("w", List.of(2L, 3L), 1, 2, 3, 4, 5, 6);
    corrupt(w.toBuilder().setDims(0, -2).build());
    corrupt(w.toBuilder().setDims(0, 1L << 62).setDims(1, 1L << 62).build());
    corrupt(w.toBuilder().setDims(0, 3).build());
    corrupt(w.toBuilder().setDims(0, 0).build());
    corrupt(w.toBuilder().clearDims().addAllDims(List.of(0L, 1L << 40)).build());
    corrupt(w.toBuilder().setRawData(ByteString.copyFrom(new byte[23])).build());
    corrupt(w.toBuilder().addFloatData(1).build());
    corrupt(w.toBuilder().clearRawData().addFloatData(1).build());
    corrupt(w.toBuilder().setDataType(77).build());
    corrupt(w.toBuilder().setDataType(11).build());
  }

  @Test
  void dataOutsideTheFile() {
    TensorProto outside =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(1)
            .addDims(1)
            .setDataLocationValue(1)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("../../secret"))
            .build();
    assertThrows(BadInputException.class, () -> open(with(outside)));
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(outside)
            .build();
    ModelProto.Builder attribute = Models.linear().toBuilder();
    attribute.getGraphBuilder().getNodeBuilder(0).addAttribute(value);
    assertThrows(BadInputException.class, () -> open(attribute.build()));
    AttributeProto branch =
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(GraphProto.newBuilder().addInitializer(outside))
            .build();
    ModelProto.Builder graph = Models.linear().toBuilder();
    graph.getGraphBuilder().getNodeBuilder(0).addAttribute(branch);
    assertThrows(BadInputException.class, () -> open(graph.build()));
    ModelProto.Builder sparse = Models.linear().toBuilder();
    sparse.getGraphBuilder().addSparseInitializerBuilder().setValues(outside);
    assertThrows(BadInputException.class, () -> open(sparse.build()));
  }

  @Test
  void constantsOutOfProportion() {
    ModelProto model =
        Models.model(
            List.of(Models.input("x", ElementType.FLOAT, "n")),
            List.of(Models.longs("s", List.of(3L), 1L << 20, 1L << 20, 1L << 20)),
            List.of(
                Models.node("ConstantOfShape", List.of("s"), "c"),
                Models.node("Add", List.of("c", "c"), "y")),
            "y");
    assertThrows(CorruptFileException.class, () -> open(model));
  }

  @Test
  void divisionByZeroStaysInJava() {
    ModelProto model =
        Models.model(
            List.of(Models.input("x", ElementType.FLOAT, "n")),
            List.of(Models.longs("a", List.of(), 4), Models.longs("b", List.of(), 0)),
            List.of(Models.node("Div", List.of("a", "b"), "y")),
            "y");
    assertThrows(CorruptFileException.class, () -> open(model));
  }

  private static AttributeProto list(String name, long... values) {
    AttributeProto.Builder a =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long v : values) {
      a.addInts(v);
    }
    return a.build();
  }

  /** In native code a stride of zero is a division by zero, which ends the JVM. */
  @Test
  void windowsThatDivideByZero() {
    TensorProto kernel = Models.floats("k", List.of(1L, 1L, 1L, 1L), 1);
    for (AttributeProto a :
        List.of(
            list("strides", 0, 1),
            list("strides", 1, -1),
            list("dilations", 0, 0),
            list("kernel_shape", 1, 0),
            list("pads", 0, 0, -1, 0),
            Models.integer("group", 0),
            Models.integer("group", Long.MIN_VALUE))) {
      List<AttributeProto> all = new ArrayList<>(List.of(a));
      if (a.getName().equals("pads")) {
        all.add(list("strides", 1, 1));
      }
      ModelProto model =
          Models.model(
              List.of(Models.input("x", ElementType.FLOAT, 1, 1, 4, 4)),
              List.of(kernel),
              List.of(
                  Models.node("Conv", List.of("x", "k"), "y", all.toArray(AttributeProto[]::new))),
              "y");
      assertThrows(CorruptFileException.class, () -> open(model), a.toString());
    }
  }

  /** What cannot be is refused before memory is asked for. */
  @Test
  void liesAboutSizesCostNothing() {
    TensorProto w = Models.floats("w", List.of(2L, 3L), 1, 2, 3, 4, 5, 6);
    ModelProto attribute =
        Models.model(
            List.of(Models.input("x", ElementType.FLOAT, "n")),
            List.of(),
            List.of(
                Models.node(
                    "Constant",
                    List.of(),
                    "y",
                    AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(w.toBuilder().setDims(0, 1L << 28))
                        .build())),
            "y");
    ModelProto shape = filled(1L << 20, 1L << 20);
    ModelProto overflow = filled(1L << 40, 1L << 40);
    ModelProto negative = filled(-5, 3);
    ModelProto product =
        Models.model(
            List.of(
                Models.input("x", ElementType.FLOAT, 1 << 20, 1, "n"),
                Models.input("z", ElementType.FLOAT, 1, 1 << 20, "n")),
            List.of(),
            List.of(Models.node("Add", List.of("x", "z"), "y")),
            "y");
    List<ModelProto> models =
        List.of(
            with(w.toBuilder().setDims(0, 1L << 29).build()),
            with(w.toBuilder().setDims(0, 1L << 62).build()),
            attribute,
            shape,
            overflow,
            negative,
            product);
    for (ModelProto model : models) {
      byte[] bytes = model.toByteArray();
      assertThrows(CorruptFileException.class, () -> OnnxImporter.open(bytes, "warm"));
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      long start = threads.getCurrentThreadCpuTime();
      assertThrows(CorruptFileException.class, () -> OnnxImporter.open(bytes, "lie"));
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      long milliseconds = (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
      assertTrue(allocated < 16 << 20, allocated + " bytes for " + model);
      assertTrue(milliseconds < 100, milliseconds + " ms for " + model);
    }
  }

  private static ModelProto filled(long... shape) {
    return Models.model(
        List.of(Models.input("x", ElementType.FLOAT, "n")),
        List.of(Models.longs("s", List.of((long) shape.length), shape)),
        List.of(Models.node("ConstantOfShape", List.of("s"), "y")),
        "y");
  }

  /** Shape arithmetic that would become a graph of a million operators. */
  @Test
  void computedDimensionsWithoutEnd() {
    ModelProto model =
        Models.model(
            List.of(Models.input("x", ElementType.FLOAT, "n")),
            List.of(Models.longs("s", List.of(1L), 100_000)),
            List.of(
                Models.node("Shape", List.of("x"), "n"),
                Models.node("Expand", List.of("n", "s"), "e"),
                Models.node("Cast", List.of("e"), "f", Models.integer("to", 1)),
                Models.node("Add", List.of("f", "x"), "y")),
            "y");
    assertThrows(SherlException.class, () -> open(model));
  }

  /** Indices that a model computes are known when it runs; the native gather does not look. */
  @Test
  void computedIndicesOutsideTheirTable() {
    ModelProto model =
        Models.model(
            List.of(Models.input("x", ElementType.INT64, "n")),
            List.of(
                Models.floats("w", List.of(2L, 1L), 5, 6), Models.longs("s", List.of(), 1L << 40)),
            List.of(
                Models.node("Mul", List.of("x", "s"), "i"),
                Models.node("Gather", List.of("w", "i"), "y")),
            "y");
    try (Backbone b = OnnxImporter.open(model.toByteArray(), "attack.onnx")) {
      String y = b.variable("y").name();
      try (GraphRunner runner = Runners.forward(b.graph(), List.of(y))) {
        assertEquals(5, runner.run(Map.of("x", Nd4j.createFromArray(0L))).get(y).getDouble(0));
        for (long bad : new long[] {1, -1}) {
          Map<String, INDArray> feed = Map.of("x", Nd4j.createFromArray(0L, bad));
          BadInputException e = assertThrows(BadInputException.class, () -> runner.run(feed));
          assertTrue(e.expected().contains("indices 0 to 1"), e.getMessage());
        }
      }
    }
  }

  @Test
  void nodesWithoutEnd() {
    GraphProto.Builder graph = Models.linear().getGraph().toBuilder();
    for (int i = 0; i < 60_000; i++) {
      graph.addNode(Models.node("Relu", List.of("x"), "t" + i));
    }
    ModelProto model = Models.linear().toBuilder().setGraph(graph).build();
    assertThrows(BadInputException.class, () -> open(model));
  }

  @Test
  void attributesThatAreNoSmallNumber() {
    for (String type : List.of("Softmax", "Flatten", "Cast", "Gather", "Concat", "Shape")) {
      for (String name : List.of("axis", "to", "start", "keepdims")) {
        ModelProto model =
            Models.model(
                List.of(Models.input("x", ElementType.FLOAT, "n", 2)),
                List.of(Models.longs("i", List.of(1L), 0)),
                List.of(Models.node(type, List.of("x", "i"), "y", Models.integer(name, 1L << 40))),
                "y");
        try {
          open(model);
        } catch (SherlException e) {
          assertTrue(!e.remedy().isEmpty());
        }
      }
    }
  }

  @Test
  void versionsOutOfRange() {
    ModelProto.Builder model = Models.linear().toBuilder();
    model.getOpsetImportBuilder(0).setVersion(99);
    assertThrows(TooNewException.class, () -> open(model.build()));
    model.getOpsetImportBuilder(0).setVersion(3);
    assertThrows(TooOldException.class, () -> open(model.build()));
  }

  @Test
  void subGraphsNestedWithoutEnd() {
    GraphProto graph = GraphProto.getDefaultInstance();
    for (int i = 0; i < 500; i++) {
      GraphProto.Builder outer = GraphProto.newBuilder();
      outer
          .addNodeBuilder()
          .addAttributeBuilder()
          .setName("g")
          .setType(AttributeProto.AttributeType.GRAPH)
          .setG(graph);
      graph = outer.build();
    }
    ModelProto model = Models.linear().toBuilder().setGraph(graph).build();
    assertThrows(BadInputException.class, () -> open(model));
  }

  @Test
  void everyCutOfAFile() {
    byte[] whole = Models.linear().toBuilder().removeOpsetImport(1).build().toByteArray();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(SherlException.class, () -> OnnxImporter.open(cut, "cut.onnx"));
    }
  }

  @Test
  void damageAtRandom() {
    damage(Models.linear().toByteArray(), 2000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf_bert_op13_dyn", "hf_swin_op13_dynbatch", "tv_resnet18_op11_dynbatch"})
  void damageOfRealFiles(String name) throws IOException {
    Path file = SharedData.fixtures().resolve("onnx").resolve(name).resolve("model.onnx");
    damage(Files.readAllBytes(file), 60);
  }

  /** Flips bits, most of them where the structure of the file is and not its weights. */
  private static void damage(byte[] whole, int mutants) {
    long seed = Long.getLong("sherl.seed", 20261125L);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int structure = Math.min(whole.length, 40_000);
    int refused = 0;
    for (int i = 0; i < mutants; i++) {
      byte[] mutant = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        int range = random.nextInt(4) == 0 ? whole.length : structure;
        mutant[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
      }
      try (Backbone b = OnnxImporter.open(mutant, "mutant.onnx")) {
        assertEquals(64, b.fingerprint().length());
      } catch (SherlException e) {
        refused++;
      }
    }
    assertTrue(refused > 0);
  }
}
