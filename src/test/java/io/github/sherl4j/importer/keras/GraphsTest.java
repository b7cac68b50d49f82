package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.TensorInfo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Configurations of every age: lists, shared layers, models inside models. */
class GraphsTest {

  private static final INDArray KERNEL = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
  private static final INDArray BIAS = Nd4j.createFromArray(10f, 20f);

  @TempDir private Path folder;

  private static Map<String, INDArray> dense(String kernel, String bias) {
    Map<String, INDArray> own = new LinkedHashMap<>();
    own.put(kernel, KERNEL);
    own.put(bias, BIAS);
    return own;
  }

  private static Map<String, double[]> run(Path file, Map<String, INDArray> feeds) {
    try (Backbone b = Backbones.open(file)) {
      b.checkInputs(feeds);
      List<String> names = b.outputs().stream().map(TensorInfo::name).toList();
      List<String> variables = names.stream().map(n -> b.variable(n).name()).toList();
      Map<String, double[]> found = new LinkedHashMap<>();
      try (GraphRunner runner = Runners.forward(b.graph(), variables)) {
        Map<String, INDArray> out = runner.run(feeds);
        for (int i = 0; i < names.size(); i++) {
          found.put(names.get(i), out.get(variables.get(i)).toDoubleVector());
        }
      }
      return found;
    }
  }

  private static void same(double[] got, double... want) {
    assertEquals(want.length, got.length);
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got[i], 1e-5);
    }
  }

  private static INDArray row(float... values) {
    return Nd4j.createFromArray(new float[][] {values});
  }

  private static String input(String name) {
    return "{\"class_name\":\"InputLayer\",\"name\":\""
        + name
        + "\",\"config\":{\"name\":\""
        + name
        + "\",\"batch_input_shape\":[null,2]},\"inbound_nodes\":[]}";
  }

  @Test
  void sharedLayerTwoInputsTwoOutputs() {
    String config =
        "{\"class_name\":\"Model\",\"config\":{\"name\":\"m\",\"layers\":["
            + "{\"class_name\":\"Add\",\"name\":\"sum\",\"config\":{\"name\":\"sum\"},"
            + "\"inbound_nodes\":[[[\"d\",0,0,{}],[\"d\",1,0,{}]]]},"
            + input("a")
            + ","
            + input("b")
            + ",{\"class_name\":\"Dense\",\"name\":\"d\",\"config\":{\"name\":\"d\",\"units\":2},"
            + "\"inbound_nodes\":[[[\"a\",0,0,{}]],[[\"b\",0,0,{}]]]}],"
            + "\"input_layers\":[[\"a\",0,0],[\"b\",0,0]],"
            + "\"output_layers\":[[\"sum\",0,0],[\"d\",1,0]]}}";
    Path file =
        H5Model.write(
            folder.resolve("shared.h5"),
            config,
            "2.3.1",
            Map.of("d", dense("d/kernel:0", "d/bias:0")));
    Map<String, double[]> out = run(file, Map.of("a", row(1, 0), "b", row(0, 1)));
    same(out.get("sum"), 1 + 3 + 20, 2 + 4 + 40);
    same(out.get("d/call_1"), 13, 24);
  }

  @Test
  void modelInsideAModel() {
    String inner =
        "{\"class_name\":\"Sequential\",\"name\":\"in\",\"config\":{\"name\":\"in\",\"layers\":["
            + "{\"class_name\":\"Dense\",\"config\":{\"name\":\"d\",\"units\":2,"
            + "\"batch_input_shape\":[null,2]}},"
            + "{\"class_name\":\"ReLU\",\"config\":{\"name\":\"r\"}}]},"
            + "\"inbound_nodes\":[[[\"a\",0,0,{}]]]}";
    String config =
        "{\"class_name\":\"Functional\",\"config\":{\"name\":\"m\",\"layers\":["
            + input("a")
            + ","
            + inner
            + "],\"input_layers\":[[\"a\",0,0]],\"output_layers\":[[\"in\",1,0]]}}";
    String named = config.replace("[\"in\",1,0]", "[\"in\",0,0]");
    Map<String, Map<String, INDArray>> weights = Map.of("in", dense("d/kernel:0", "d/bias:0"));
    Path file = H5Model.write(folder.resolve("nested.h5"), named, "2.3.1", weights);
    same(run(file, Map.of("a", row(-20, 0))).get("in/r"), 0, 0);
    same(run(file, Map.of("a", row(1, 1))).get("in/r"), 14, 26);
    Path wrong = H5Model.write(folder.resolve("wrong.h5"), config, "2.3.1", weights);
    assertThrows(CorruptFileException.class, () -> Backbones.open(wrong));
  }

  @Test
  void sequentialOfKeras1() {
    String config =
        "{\"class_name\":\"Sequential\",\"config\":[{\"class_name\":\"Dense\",\"config\":"
            + "{\"name\":\"d\",\"output_dim\":2,\"input_dim\":2,\"bias\":true,"
            + "\"batch_input_shape\":[null,2],\"activation\":\"linear\"}}]}";
    Path file =
        H5Model.write(folder.resolve("old.h5"), config, "1.2.2", Map.of("d", dense("d_W", "d_b")));
    same(run(file, Map.of("d_input", row(1, 1))).get("d"), 14, 26);
  }

  @Test
  void cyclesAndUnbuiltModels() {
    String loop =
        "{\"class_name\":\"Functional\",\"config\":{\"name\":\"m\",\"layers\":["
            + input("a")
            + ",{\"class_name\":\"ReLU\",\"name\":\"r\",\"config\":{\"name\":\"r\"},"
            + "\"inbound_nodes\":[[[\"r\",0,0,{}]]]}],"
            + "\"input_layers\":[[\"a\",0,0]],\"output_layers\":[[\"r\",0,0]]}}";
    Path cycle = H5Model.write(folder.resolve("cycle.h5"), loop, "2.3.1", Map.of());
    assertThrows(CorruptFileException.class, () -> Backbones.open(cycle));
    String open =
        "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"m\",\"layers\":["
            + "{\"class_name\":\"ReLU\",\"config\":{\"name\":\"r\"}}]}}";
    Path unbuilt = H5Model.write(folder.resolve("open.h5"), open, "2.3.1", Map.of());
    assertThrows(BadInputException.class, () -> Backbones.open(unbuilt));
  }
}
