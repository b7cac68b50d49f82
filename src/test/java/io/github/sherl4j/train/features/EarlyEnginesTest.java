package io.github.sherl4j.train.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Attached;
import io.github.sherl4j.testing.RandomFeeds;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.transform.Split;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The early part in ONNX Runtime gives what SameDiff gives, on every real export. */
class EarlyEnginesTest {

  private static final double TOLERANCE = 1e-4;

  /** ONNX Runtime has no error function of doubles. */
  private static final String NOT_IMPLEMENTED = "hf_bert_f64trunk_castf32_op15";

  @TestFactory
  Stream<DynamicTest> tapsAreEqual() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
  }

  private static void check(Path folder) {
    TuningConfig config = TuningConfig.builder().option("width", 8).build();
    EarlyEngines second =
        EarlyEngines.named("onnxruntime", folder.resolve("model.onnx"), ImportOptions.DEFAULT);
    try (TunedModel model = Attached.to(folder, "sherl", config)) {
      Split split = Split.of(model);
      if (folder.endsWith(NOT_IMPLEMENTED)) {
        BadInputException e =
            assertThrows(
                BadInputException.class, () -> second.open(split, split.tensors().keySet()));
        assertTrue(e.found().contains("Erf(13)"), e.getMessage());
        return;
      }
      Map<String, INDArray> feeds = RandomFeeds.of(model);
      feeds.remove(TunedModel.LABELS);
      try (EarlyEngine graph = EarlyEngines.SAMEDIFF.open(split, split.tensors().keySet());
          EarlyEngine runtime = second.open(split, split.tensors().keySet())) {
        Map<String, INDArray> wanted = graph.run(feeds);
        Map<String, INDArray> found = runtime.run(feeds);
        assertEquals(wanted.keySet(), found.keySet());
        double worst = 0;
        for (String tensor : wanted.keySet()) {
          INDArray a = wanted.get(tensor);
          double scale = Math.max(1, a.amaxNumber().doubleValue());
          double difference = a.sub(found.get(tensor)).amaxNumber().doubleValue() / scale;
          assertTrue(difference <= TOLERANCE, tensor + " differs by " + difference);
          worst = Math.max(worst, difference);
        }
        System.out.printf("%-46s %d taps, %.1e%n", folder.getFileName(), wanted.size(), worst);
      }
    }
  }

  @Test
  void unknownEnginesAndOtherFormatsAreRefused() {
    NoMatchException e =
        assertThrows(
            NoMatchException.class,
            () -> EarlyEngines.named("onnxrt", Path.of("m"), ImportOptions.DEFAULT));
    assertTrue(e.remedy().contains("onnxruntime"), e.getMessage());
    assertEquals(
        EarlyEngines.SAMEDIFF, EarlyEngines.named("samediff", Path.of("m"), ImportOptions.DEFAULT));
    Path folder = SharedData.fixtures().resolve("onnx/hf_bert_op13_dyn");
    try (TunedModel model = Attached.to(folder, "linear-probe", TuningConfig.builder().build())) {
      EarlyEngines missing =
          EarlyEngines.named("onnxruntime", Path.of("nothing.onnx"), ImportOptions.DEFAULT);
      Split split = Split.of(model);
      assertThrows(BadInputException.class, () -> missing.open(split, split.tensors().keySet()));
    }
  }
}
