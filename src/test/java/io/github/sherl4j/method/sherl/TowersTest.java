package io.github.sherl4j.method.sherl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.Learning;
import io.github.sherl4j.testing.RandomBatches;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A text and an image tower side by side. */
class TowersTest {

  private static final List<String> LABELS = List.of("a", "b", "c");
  private static final String TEXT = "adapter.input_ids.";
  private static final String IMAGE = "adapter.pixel_values.";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void clip() {
    file = SharedData.fixtures().resolve("onnx/hf_clip_dual_op14/model.onnx");
  }

  private TunedModel attach(String... pairs) {
    return Sherl.attach(Sherl.open(file), "sherl", config(pairs), LABELS);
  }

  private static TuningConfig config(String... pairs) {
    TuningConfig.Builder builder =
        TuningConfig.builder().seed(3).option("gate-start", 0.3).option("width", 8);
    for (String pair : pairs) {
      String[] parts = pair.split("=", 2);
      builder.option(parts[0], parts[1]);
    }
    return builder.build();
  }

  @Test
  void bothTowersAreAdaptedAndTheHeadReadsBothEmbeddings() {
    try (TunedModel model = attach()) {
      assertEquals(List.of("text_embeds", "image_embeds"), model.plan().heads());
      assertEquals("all", model.plan().settings().get("tower"));
      assertEquals(64, model.value("head.weight").size(1));
      assertTrue(
          model.trained().keySet().stream()
              .allMatch(n -> n.startsWith(TEXT) || n.startsWith(IMAGE) || n.startsWith("head.")));
      learnsAndIsStored(model);
    }
  }

  @Test
  void logitsAreTheSumOfWhatEachTowerAloneGives() {
    try (TunedModel both = attach();
        TunedModel text = attach("tower=0");
        TunedModel image = attach("tower=1")) {
      MultiDataSet batch = RandomBatches.of(both, 4);
      INDArray expected = copy(both, text, TEXT, 0).logits(batch);
      expected.addi(copy(both, image, IMAGE, 32).logits(batch));
      assertTrue(expected.equalsWithEps(new Alone(both).logits(batch), 1e-5));
    }
  }

  /** Gives a tower alone the parameters it has among both, and its part of the head. */
  private static Alone copy(TunedModel both, TunedModel alone, String prefix, int column) {
    for (String name : alone.trained().keySet()) {
      if (name.startsWith("adapter.")) {
        alone.value(name).assign(both.value(prefix + name.substring("adapter.".length())));
      }
    }
    INDArray head = both.value("head.weight");
    alone
        .value("head.weight")
        .assign(head.get(NDArrayIndex.all(), NDArrayIndex.interval(column, column + 32)));
    alone.value("head.bias").assign(both.value("head.bias").mul(column == 0 ? 1 : 0));
    return new Alone(alone);
  }

  private record Alone(TunedModel model) {
    INDArray logits(MultiDataSet batch) {
      List<INDArray> found = new ArrayList<>();
      try (Evaluator evaluator = new Evaluator(model)) {
        evaluator.logits(
            new FixedBatches(List.of(batch)), (b, logits) -> found.add(logits.dup('c')));
      }
      return found.get(0);
    }
  }

  private void learnsAndIsStored(TunedModel model) {
    learnsAndIsStored(model, ".*");
  }

  /** Scores that are all negative, as CLIP's form can start with, silence the shallow taps. */
  private void learnsAndIsStored(TunedModel model, String moving) {
    Learning.check(model, file, folder.resolve("a.safetensors"), moving);
  }

  @ParameterizedTest
  @CsvSource({
    "tower=0, text_embeds, text_model",
    "tower=text_embeds, text_embeds, text_model",
    "tower=pixel_values, image_embeds, vision_model",
    "tower=1, image_embeds, vision_model",
    "features=text_embeds, text_embeds, text_model",
    "features=image_embeds, image_embeds, vision_model"
  })
  void oneTowerHasTheUsualNames(String option, String features, String taps) {
    try (TunedModel model = attach(option)) {
      assertEquals(List.of(features), model.plan().heads());
      assertTrue(model.plan().taps().stream().allMatch(t -> t.contains(taps)));
      assertTrue(model.trained().containsKey("adapter.up.weight"));
      learnsAndIsStored(model);
    }
  }

  @Test
  void tokensOfBothTowersArePooledEachWithItsOwnMask() {
    String text = "/m/text_model/encoder/layers.2/Add_1_output_0";
    String image = "/m/vision_model/encoder/layers.2/Add_1_output_0";
    try (TunedModel model = attach("features=" + text + ";" + image, "pooling=mean")) {
      assertEquals(96, model.value("head.weight").size(1));
      learnsAndIsStored(model);
    }
  }

  @Test
  void eachTowerMayHaveItsOwnFormulaWidthAndTaps() {
    try (TunedModel model =
        attach(
            "preset=official-clip-text;official-clip-image", "width=8;12", "taps=0,2,3;0,1,2,3")) {
      assertEquals(3, model.plan().insertions().get(0).taps().size());
      assertEquals(4, model.plan().insertions().get(1).taps().size());
      assertEquals(12, model.value(IMAGE + "up.weight").size(1));
      assertEquals("last;first", model.plan().settings().get("token-pooling"));
      learnsAndIsStored(model, ".*(guide|up|head).*");
    }
    try (TunedModel model = attach("preset=official-clip-image;recommended", "late=1")) {
      assertTrue(model.trained().containsKey(TEXT + "guide.fc.weight"));
      assertTrue(model.trained().containsKey(IMAGE + "gate"));
      learnsAndIsStored(model, ".*(guide|up|head).*");
    }
  }

  @Test
  void lateLayersOfBothTowersAreTrained() {
    try (TunedModel model = attach("late-train=lora", "lora-rank=2")) {
      int pairs = model.plan().lowRank().size();
      assertTrue(pairs >= 12, pairs + " matrices of two late layers");
      assertEquals(
          2L * pairs, model.trained().keySet().stream().filter(n -> n.contains(".lora.")).count());
      learnsAndIsStored(model);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Backbone backbone = Sherl.open(file)) {
      NoMatchException e =
          assertThrows(
              NoMatchException.class,
              () -> Sherl.attach(backbone, "sherl", config("tower=image_embed"), LABELS));
      assertTrue(e.getMessage().contains("image_embeds"), e.getMessage());
      for (String wrong : List.of("side-memory=on", "side-norm=rms", "width=1;2;3")) {
        assertThrows(
            BadInputException.class,
            () -> Sherl.attach(backbone, "sherl", config(wrong), LABELS),
            wrong);
      }
      assertThrows(
          NoMatchException.class,
          () ->
              Sherl.attach(backbone, "sherl", config("tower=0", "features=image_embeds"), LABELS));
    }
  }
}
