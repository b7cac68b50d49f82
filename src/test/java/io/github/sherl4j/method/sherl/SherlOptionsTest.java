package io.github.sherl4j.method.sherl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Late layers trained in part, presets, parts of the adapter by option. */
class SherlOptionsTest {

  private static final List<String> LABELS = List.of("even", "odd");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void encoder() {
    file = folder.resolve("model.onnx");
    EncoderModel.builder()
        .layers(3)
        .width(16)
        .heads(2)
        .vocabulary(TinyModel.VOCABULARY)
        .maxLength(8)
        .tokenTypes(false)
        .seed(3)
        .build()
        .write(file);
  }

  private static TuningConfig.Builder options(String... pairs) {
    TuningConfig.Builder builder = TuningConfig.builder().seed(2).option("pooling", "first");
    for (String pair : pairs) {
      String[] parts = pair.split("=", 2);
      builder.option(parts[0], parts[1]);
    }
    return builder;
  }

  private static FixedBatches data() {
    return new FixedBatches(TinyData.batches(4, 1));
  }

  private static Set<String> trainedOfTheBackbone(TunedModel model) {
    Set<String> names = new TreeSet<>(model.trained().keySet());
    names.removeIf(n -> n.startsWith("adapter.") || n.startsWith("head."));
    return names;
  }

  @ParameterizedTest
  @CsvSource({
    "norms, .*layer\\.2\\..*LayerNorm\\.(weight|bias), 4",
    "bias, .*layer\\.2\\.(?!.*LayerNorm).*\\.bias, 6",
    "lora, .*layer\\.2\\..*\\.weight\\.lora\\.[ab], 12",
    "all, .*layer\\.2\\..*, 16"
  })
  void partsOfTheLateLayerAreTrained(String train, String names, int count) {
    try (TunedModel model =
        Sherl.attach(Sherl.open(file), "sherl", options("late-train=" + train).build(), LABELS)) {
      Set<String> trained = trainedOfTheBackbone(model);
      assertEquals(count, trained.size(), trained.toString());
      trained.forEach(n -> assertTrue(n.matches(names), n));
      Map<String, INDArray> before = new HashMap<>();
      Backbone backbone = model.backbone();
      backbone.weights().forEach(w -> before.put(w, backbone.variable(w).getArr().dup()));
      TrainResult result =
          Sherl.train(model, TrainConfig.builder().rate(0.01).epochs(10).build(), data());
      assertTrue(result.finalLoss() < result.losses().get(0));
      for (String w : backbone.weights()) {
        boolean same = before.get(w).equals(backbone.variable(w).getArr());
        // A bias of the keys shifts all scores of a query alike: its gradient is 0 but for
        // rounding.
        boolean flat = trained.contains(w) && w.endsWith("self.key.bias");
        assertTrue(flat || same != trained.contains(w), w);
      }
      roundTrip(model);
    }
  }

  private void roundTrip(TunedModel model) {
    Path adapter = folder.resolve("a.safetensors");
    Map<String, Number> measured = Sherl.evaluate(model, data());
    Sherl.save(model, adapter);
    try (TunedModel again = Sherl.load(adapter, Sherl.open(file))) {
      assertEquals(measured, Sherl.evaluate(again, data()));
      assertEquals(model.plan(), again.plan());
      model.changed().forEach(n -> assertEquals(model.value(n), again.value(n), n));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recommended",
        "official",
        "official-vse-text",
        "official-vse-image",
        "official-mdetr",
        "official-t5",
        "official-vil"
      })
  void everyPresetOfTokensLearnsAndIsStored(String preset) {
    // A gate half open, as training that starts from noise needs longer than this test has.
    TuningConfig config = options("preset=" + preset, "gate-start=0.5", "width=8").build();
    try (TunedModel model = Sherl.attach(Sherl.open(file), "sherl", config, LABELS)) {
      TrainResult result =
          Sherl.train(model, TrainConfig.builder().rate(0.01).epochs(12).build(), data());
      assertTrue(result.finalLoss() < result.losses().get(0), result.losses().toString());
      assertEquals(preset, model.plan().preset());
      roundTrip(model);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"official-clip-text", "official-clip-image"})
  void clipPresetsReplaceTheFinalEmbedding(String preset) {
    Path clip = SharedData.fixtures().resolve("onnx/hf_clip_text_op14_dyn/model.onnx");
    TuningConfig config = options("preset=" + preset).build();
    try (TunedModel model = Sherl.attach(Sherl.open(clip), "sherl", config, LABELS)) {
      assertEquals("pooler_output", model.plan().features());
      assertEquals(4, model.plan().taps().size());
      TrainResult result =
          Sherl.train(model, TrainConfig.builder().rate(0.01).epochs(12).build(), data());
      assertTrue(result.finalLoss() < result.losses().get(0), result.losses().toString());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Backbone backbone = Sherl.open(file)) {
      for (String wrong : List.of("down=linear", "redundancy=maybe", "late-train=some")) {
        assertThrows(
            BadInputException.class,
            () -> Sherl.attach(backbone, "sherl", options(wrong).build(), LABELS),
            wrong);
      }
      assertThrows(
          MismatchException.class,
          () ->
              Sherl.attach(
                  backbone, "sherl", options("preset=official-clip-text").build(), LABELS));
    }
  }
}
