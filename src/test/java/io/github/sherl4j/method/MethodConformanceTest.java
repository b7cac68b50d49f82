package io.github.sherl4j.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What every tuning method must do, whichever is found on the class path. */
class MethodConformanceTest {

  private static final List<String> LABELS = List.of("even", "odd");

  @TempDir Path folder;

  static Stream<String> methods() {
    return Plugins.methods().keySet().stream();
  }

  private Backbone backbone() {
    return Sherl.open(TinyModel.write(folder.resolve("model.onnx"), 3, 5));
  }

  private TunedModel attach(String method) {
    TuningConfig config = TuningConfig.builder().option("pooling", "first").seed(4).build();
    return Sherl.attach(backbone(), method, config, LABELS);
  }

  private static FixedBatches data() {
    return new FixedBatches(TinyData.batches(4, 1));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void learnsAndLeavesTheFrozenWeightsAlone(String method) {
    try (TunedModel model = attach(method)) {
      Map<String, INDArray> before = new HashMap<>();
      for (String w : model.backbone().weights()) {
        before.put(w, model.backbone().variable(w).getArr().dup());
      }
      TrainResult result =
          Sherl.train(model, TrainConfig.builder().rate(0.02).epochs(15).build(), data());
      assertTrue(result.finalLoss() < result.losses().get(0), result.losses().toString());
      for (String w : model.backbone().weights()) {
        boolean same = before.get(w).equals(model.backbone().variable(w).getArr());
        assertEquals(!model.trained().containsKey(w), same, w);
      }
      assertEquals(
          model.trained().keySet().stream().filter(before::containsKey).toList(),
          model.plan().trained());
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void isTheSameAfterAFile(String method) {
    Path file = folder.resolve("adapter.safetensors");
    Map<String, Number> measured;
    try (TunedModel model = attach(method)) {
      Sherl.train(model, TrainConfig.builder().rate(0.02).epochs(3).build(), data());
      measured = Sherl.evaluate(model, data());
      Sherl.save(model, file);
      try (TunedModel restored = Sherl.load(file, backbone())) {
        assertEquals(measured, Sherl.evaluate(restored, data()));
        assertEquals(model.trained(), restored.trained());
        model.trained().keySet().forEach(n -> assertEquals(model.value(n), restored.value(n), n));
        assertEquals(model.plan(), restored.plan());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void plansWithoutTouchingAndRefusesWhatItDoesNotKnow(String method) {
    try (Backbone backbone = backbone()) {
      int ops = backbone.graph().getOps().size();
      TuningConfig unknown = TuningConfig.builder().option("poling", "mean").build();
      BadInputException e =
          assertThrows(
              BadInputException.class, () -> Sherl.attach(backbone, method, unknown, LABELS));
      assertTrue(e.getMessage().contains("pooling"), e.getMessage());
      assertEquals(ops, backbone.graph().getOps().size());
      assertFalse(Plugins.method(method).options().isEmpty());
    }
  }
}
