package io.github.sherl4j.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Insertion;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Bits;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.RandomBatches;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.train.optim.Schedule;
import io.github.sherl4j.transform.Attachment;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * SHERL on every real export: it attaches, steps on one batch lower that batch's loss, ops below
 * the taps get no backward pass ({@link TunedModel#gradients()} checks), frozen weights stay bit
 * for bit; an encoder with a decoder gets two adapters, towers one each, and all of them learn.
 */
class EveryBackboneTest {

  private static final List<String> LABELS = List.of("a", "b");

  @TestFactory
  Stream<DynamicTest> sherlAttachesAndLearns() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
  }

  private static void check(Path folder) {
    Backbone backbone = Sherl.open(folder.resolve("model.onnx"));
    BlockMap blocks = Sherl.discover(backbone);
    int adapters = blocks.chains().size(); // a tower each, or encoder and decoder
    try (TunedModel model =
        Attachment.attach(
            backbone,
            blocks,
            Plugins.method("sherl"),
            TuningConfig.builder().option("width", 8).option("gate-start", 0.5).seed(3).build(),
            Plugins.task("classification"),
            LABELS)) {
      Map<String, INDArray> before = new HashMap<>();
      backbone.weights().forEach(w -> before.put(w, backbone.variable(w).getArr().dup()));
      Map<String, INDArray> start = new HashMap<>();
      model.trained().keySet().forEach(n -> start.put(n, model.value(n).dup()));
      assertEquals(adapters, model.plan().insertions().size(), "adapters");
      TrainConfig config =
          TrainConfig.builder()
              .optimizer(Optimizers.ADAMW)
              .schedule(Schedule.CONSTANT)
              .warmup(0)
              .rate(3e-3)
              .steps(6)
              .build();
      TrainResult result =
          new Trainer(model, config)
              .fit(new FixedBatches(List.of(RandomBatches.of(model, 5))), r -> {});
      double first = result.losses().get(0);
      double last = result.losses().get(5);
      System.out.printf(
          "%-46s %d adapters, %2d taps %-14s %3d backward ops, loss %.4f -> %.4f%n",
          folder.getFileName(),
          adapters,
          model.plan().taps().size(),
          model.plan().settings().get("down"),
          model.gradients().backwardOps(),
          first,
          last);
      assertTrue(last < first, first + " -> " + last);
      for (String w : backbone.weights()) {
        assertTrue(Bits.same(before.get(w), backbone.variable(w).getArr()), w);
      }
      for (Insertion insertion : model.plan().insertions()) {
        String adapter = insertion.name().isEmpty() ? "adapter" : "adapter." + insertion.name();
        for (String part : List.of(".down.0.fc.weight", ".attn.weight", ".up.weight")) {
          INDArray value = model.value(adapter + part);
          assertFalse(Bits.same(start.get(adapter + part), value), adapter + part);
        }
      }
    }
  }
}
