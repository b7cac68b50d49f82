package io.github.sherl4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.testing.Close;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** The recorded training runs on an imported backbone, step for step. */
class TrajectoryTest {

  private static final double TOLERANCE = 1e-4;

  @TestFactory
  Stream<DynamicTest> recordedRuns() {
    return SharedData.foldersWith(SharedData.golden(), "trajectory.f32.npz").stream()
        .map(d -> DynamicTest.dynamicTest(d.getFileName().toString(), () -> replay(d)));
  }

  private static void replay(Path folder) throws Exception {
    JsonNode index = new ObjectMapper().readTree(folder.resolve("index.json").toFile());
    Map<String, NpyArray> recorded = Npz.read(folder.resolve("trajectory.f32.npz"));
    int classes = index.get("classes").asInt();
    try (TunedModel model =
        Trajectory.attach(
            folder.resolve("backbone.onnx"), index.get("hidden").asInt(), "first", classes)) {
      Trajectory.load(model, recorded, keys(model, "init."));
      INDArray ids = recorded.get("input.ids").toNd4j().castTo(DataType.INT64);
      INDArray labels =
          Trajectory.oneHot(recorded.get("input.labels"), 0, (int) ids.size(0), classes);
      Map<String, INDArray> feeds = new HashMap<>();
      feeds.put(model.backbone().inputs().get(0).name(), ids);
      feeds.put(TunedModel.LABELS, labels);
      checkGradients(model, recorded, feeds);
      int steps = index.get("steps").asInt();
      List<Double> losses =
          new Trainer(model, Trajectory.sgd(0.05, steps))
              .fit(new FixedBatches(List.of(new MultiDataSet(ids, labels))), r -> {})
              .losses();
      for (int i = 0; i < steps; i++) {
        assertEquals(recorded.get("loss").getDouble(i), losses.get(i), TOLERANCE, "step " + i);
      }
      INDArray last =
          Trajectory.forward(model, feeds, List.of(TunedModel.LOSS)).get(TunedModel.LOSS);
      assertEquals(recorded.get("loss").getDouble(steps), last.getDouble(0), TOLERANCE);
      List<String> beyond = Trajectory.beyond(model, recorded, keys(model, "final."), TOLERANCE);
      assertTrue(beyond.isEmpty(), beyond.toString());
    }
  }

  private static void checkGradients(
      TunedModel model, Map<String, NpyArray> recorded, Map<String, INDArray> feeds) {
    Map<String, INDArray> gradients = Trajectory.gradients(model, feeds);
    assertFalse(gradients.isEmpty());
    double largest =
        keys(model, "grad0.").values().stream()
            .mapToDouble(k -> Close.max(recorded.get(k)))
            .max()
            .orElseThrow();
    keys(model, "grad0.")
        .forEach(
            (name, key) ->
                Close.within(
                    1e-4 * Close.max(recorded.get(key)) + 1e-6 * largest,
                    recorded.get(key),
                    gradients.get(name)));
  }

  /** Our name of everything trained → key in the recording. */
  private static Map<String, String> keys(TunedModel model, String prefix) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String name : model.trained().keySet()) {
      String official =
          name.replaceFirst("^adapter\\.gate", "adapter.gate_params")
              .replaceFirst("^adapter\\.down\\.(\\d+)\\.fc", "adapter.hor_block.$1.fc.0")
              .replaceFirst("^adapter\\.down\\.(\\d+)\\.ln", "adapter.hor_block.$1.fc.1")
              .replaceFirst("^adapter\\.attn", "adapter.guide_block.fc_attn")
              .replaceFirst("^adapter\\.up", "adapter.fc_out.1")
              .replaceFirst("^adapter\\.lnout", "adapter.fc_out.2");
      keys.put(name, prefix + official);
    }
    return keys;
  }
}
