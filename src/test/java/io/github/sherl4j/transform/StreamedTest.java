package io.github.sherl4j.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.StandIns;
import io.github.sherl4j.engine.TrainingSwitch;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Attached;
import io.github.sherl4j.testing.Bits;
import io.github.sherl4j.testing.RandomFeeds;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Models whose weights stay in the file against the same models in memory, on every real export:
 * loss, logits and every gradient of a step are equal to the last bit.
 */
class StreamedTest {

  private static final ImportOptions STREAMED = ImportOptions.DEFAULT.streamed(true);

  @TestFactory
  Stream<DynamicTest> streamedIsLoaded() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
  }

  private static void check(Path folder) {
    TuningConfig config = TuningConfig.builder().seed(3).option("width", 8).build();
    Map<String, INDArray> expected;
    String fingerprint;
    try (TunedModel model = Attached.to(folder, "sherl", config)) {
      expected = step(model, RandomFeeds.of(model));
      fingerprint = model.backbone().fingerprint();
    }
    try (TunedModel model = Attached.to(folder, "sherl", config, STREAMED)) {
      assertEquals(fingerprint, model.backbone().fingerprint());
      assertTrue(streamed(model) > 0);
      Map<String, INDArray> found = step(model, RandomFeeds.of(model));
      assertEquals(expected.keySet(), found.keySet());
      expected.forEach((name, value) -> assertTrue(Bits.same(value, found.get(name)), name));
      Split split = Split.of(model);
      assertEquals(0, streamed(split.late()), "what trains is in memory");
    }
  }

  private static long streamed(TunedModel model) {
    return model.graph().variables().stream()
        .filter(v -> v.isConstant() && StandIns.source(v.getArr()).isPresent())
        .count();
  }

  private static Map<String, INDArray> step(TunedModel model, Map<String, INDArray> feeds) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    List<String> extra = List.of(TunedModel.LOSS, TunedModel.LOGITS);
    try (GraphRunner runner = Runners.training(model.gradients(), extra, false)) {
      TrainingSwitch.training(
          model.gradients().graph(),
          17,
          () -> runner.run(feeds).forEach((name, value) -> copies.put(name, value.dup('c'))));
      assertTrue(runner.plan().isPresent(), "no session");
    }
    return copies;
  }

  @TestFactory
  Stream<DynamicTest> whatMayBeTrainedIsFoundInTheFile() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(f -> f.resolve("model.onnx"))
        .map(f -> DynamicTest.dynamicTest(f.getParent().getFileName().toString(), () -> same(f)));
  }

  private static void same(Path file) {
    try (Backbone loaded = Backbones.open(file);
        Backbone streamed = Backbones.open(file, STREAMED)) {
      assertEquals(loaded.trainable(), streamed.trainable());
      assertEquals(loaded.parameters(), streamed.parameters());
    }
  }

  @Test
  void fileThatChangesIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.copy(SharedData.fixtures().resolve("onnx/hf_bert_op13_dyn/model.onnx"), file);
    TuningConfig config = TuningConfig.builder().option("width", 8).build();
    try (TunedModel model = Attached.to(folder, "sherl", config, STREAMED)) {
      Map<String, INDArray> feeds = RandomFeeds.of(model);
      step(model, feeds);
      try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
        open.setLength(open.length() / 2);
      }
      BadInputException e = assertThrows(BadInputException.class, () -> step(model, feeds));
      assertTrue(e.getMessage().contains("changed"), e.getMessage());
    }
  }
}
