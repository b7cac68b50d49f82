package io.github.sherl4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.format.AdapterFile;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What was trained comes back bit for bit, and only onto its own backbone. */
class AdapterStoreTest {

  @TempDir Path folder;
  private Path model;
  private Path adapter;
  private double[] logits;

  @BeforeEach
  void train() {
    model = TinyModel.write(folder.resolve("model.onnx"), 3, 5);
    adapter = folder.resolve("a.safetensors");
    TuningConfig config =
        TuningConfig.builder().option("late-train", "all").option("dropout", 0.1).build();
    try (TunedModel tuned =
        Sherl.attach(Sherl.open(model), "sherl", config, List.of("even", "odd"))) {
      Sherl.train(
          tuned, TrainConfig.builder().steps(6).build(), new FixedBatches(TinyData.batches(3, 1)));
      Sherl.save(tuned, adapter);
      logits = logits(tuned);
    }
  }

  private static double[] logits(TunedModel tuned) {
    double[][] found = new double[1][];
    try (Evaluator evaluator = new Evaluator(tuned)) {
      evaluator.logits(
          new FixedBatches(TinyData.batches(1, 9)),
          (batch, values) -> found[0] = values.dup('c').data().asDouble());
    }
    return found[0];
  }

  @Test
  void theLogitsOfTheEndOfTrainingComeBack() {
    try (TunedModel restored = Sherl.load(adapter, Sherl.open(model))) {
      assertArrayEquals(logits, logits(restored), 0);
      assertTrue(restored.trained().containsKey("block2.A"), "late weights under file names");
      assertEquals(List.of("even", "odd"), restored.labels());
    }
  }

  @Test
  void anotherBackboneIsRefusedWithBothFingerprints() {
    Path other = TinyModel.write(folder.resolve("other.onnx"), 3, 6);
    try (Backbone right = Sherl.open(model);
        Backbone wrong = Sherl.open(other)) {
      MismatchException e = assertThrows(MismatchException.class, () -> Sherl.load(adapter, wrong));
      assertTrue(e.getMessage().contains(right.fingerprint()), e.getMessage());
      assertTrue(e.getMessage().contains(wrong.fingerprint()), e.getMessage());
    }
  }

  @Test
  void aTensorTooManyOrTooFewIsRefused() {
    AdapterFile file = AdapterFile.read(adapter);
    Map<String, INDArray> fewer = new HashMap<>(file.toNd4j());
    INDArray gate = fewer.remove("adapter.gate");
    Map<String, INDArray> more = new HashMap<>(file.toNd4j());
    more.put("adapter.extra", gate);
    for (Map<String, INDArray> tensors : List.of(fewer, more)) {
      Path changed = folder.resolve("changed.safetensors");
      AdapterFile.write(changed, file.meta(), tensors);
      try (Backbone backbone = Sherl.open(model)) {
        assertThrows(MismatchException.class, () -> Sherl.load(changed, backbone));
      }
    }
  }
}
