package io.github.sherl4j.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.testing.SharedData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Weights are told from tables, masks and statistics. */
class TrainableTest {

  @Test
  void rotaryTablesAndMasksAreNoWeights() {
    try (Backbone b =
        Sherl.open(SharedData.assets().resolve("stories260k-llama/stories260k_fp32.onnx"))) {
      List<String> others = new ArrayList<>(b.weights());
      others.removeAll(b.trainable());
      assertEquals(List.of("m.cos", "m.sin", "m.causal"), others);
    }
  }

  @Test
  void runningStatisticsAreNoWeights() {
    try (Backbone b =
        Sherl.open(
            SharedData.fixtures().resolve("onnx/tv_resnet18_op13_static_keepbn/model.onnx"))) {
      List<String> trainable = b.trainable();
      assertTrue(trainable.contains("m.bn1.weight"));
      assertTrue(trainable.contains("m.bn1.bias"));
      for (String w : b.weights()) {
        assertEquals(!w.contains("running_"), trainable.contains(w), w);
      }
      assertFalse(b.weights().size() == trainable.size());
    }
  }
}
