package io.github.sherl4j.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.GradientStop;
import io.github.sherl4j.engine.Surgery;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.TrainConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** A frozen backbone: no op below the taps is differentiated, no bit of a weight changes. */
class FrozenBackboneTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void model() {
    file = TinyModel.write(folder.resolve("model.onnx"), 4, 5);
  }

  private TunedModel attach(Object late, Object train) {
    return Sherl.attach(
        Sherl.open(file),
        "sherl",
        TuningConfig.builder().option("late", late).option("late-train", train).build(),
        List.of("even", "odd"));
  }

  private static Map<String, String> hashes(Backbone backbone) {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String weight : backbone.weights()) {
      byte[] bytes = backbone.variable(weight).getArr().dup('c').data().asBytes();
      hashes.put(weight, Hashing.sha256().hashBytes(bytes).toString());
    }
    return hashes;
  }

  @Test
  void trainingChangesNoFrozenBit() {
    for (int late : new int[] {0, 1, 2}) {
      try (TunedModel model = attach(late, null)) {
        Map<String, String> before = hashes(model.backbone());
        Sherl.train(
            model,
            TrainConfig.builder().steps(5).build(),
            new FixedBatches(TinyData.batches(5, 1)));
        assertEquals(before, hashes(model.backbone()), late + " late layers");
      }
    }
  }

  @Test
  void lateWeightsAreTrainedOnlyWhenAsked() {
    try (TunedModel model = attach(1, "all")) {
      Map<String, String> before = hashes(model.backbone());
      Sherl.train(
          model, TrainConfig.builder().steps(5).build(), new FixedBatches(TinyData.batches(5, 1)));
      Map<String, String> after = hashes(model.backbone());
      for (String weight : before.keySet()) {
        if (weight.startsWith("block3")) {
          assertTrue(model.trained().containsKey(weight));
          assertNotEquals(before.get(weight), after.get(weight), weight);
        } else {
          assertEquals(before.get(weight), after.get(weight), weight);
        }
      }
    }
  }

  @Test
  void theBackwardPassEndsAtTheTaps() {
    try (TunedModel none = attach(0, null);
        TunedModel one = attach(1, null);
        TunedModel two = attach(2, null)) {
      assertEquals(0, backboneOps(none, "hidden_4"), "backward ops in the backbone");
      long oneBlock = backboneOps(one, "hidden_4");
      assertTrue(oneBlock >= 5, "at least matmul, relu, matmul, mask and residual");
      assertEquals(0, backboneOps(one, "hidden_3"));
      assertEquals(2 * oneBlock, backboneOps(two, "hidden_4"));
      assertEquals(0, backboneOps(two, "hidden_2"));
    }
  }

  /** Differentiated ops of the file's own graph that {@code tensor} depends on. */
  private long backboneOps(TunedModel model, String tensor) {
    try (Backbone plain = Sherl.open(file)) {
      Set<String> ops = Surgery.upstreamOps(List.of(plain.variable(tensor)));
      return model.gradients().differentiated().stream().filter(ops::contains).count();
    }
  }

  @Test
  void aTapWithNoVariableUpstreamIsThePlainTensor() {
    try (Backbone backbone = Sherl.open(file)) {
      TokenMasks masks = new TokenMasks(backbone, Sherl.discover(backbone));
      GraphEditor editor = new GraphEditor(backbone, masks, List.of("hidden_4"), Set.of(), 0);
      assertEquals(backbone.variable("hidden_2").name(), editor.tap("hidden_2").name());
      editor.train(List.of("block0.A"));
      assertNotEquals(backbone.variable("hidden_2").name(), editor.tap("hidden_2").name());
      assertEquals(backbone.variable("hidden_0").name(), editor.tap("hidden_0").name());
    }
  }

  @Test
  void theBitCastStopKeepsEveryBitAndCutsTheGradient() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      SameDiff graph = SameDiff.create();
      SDVariable below = graph.var("below", Nd4j.randn(type, 4, 3));
      SDVariable above = graph.var("above", Nd4j.randn(type, 4, 3));
      SDVariable x = below.mul(3);
      SDVariable stopped = GradientStop.stop(x);
      stopped.mul(above).sum("loss");
      assertEquals(x.eval(), stopped.eval());
      GradientGraph gradients = GradientGraph.of(graph, "loss");
      assertEquals(GradientGraph.predicted(graph, "loss"), gradients.differentiated());
      assertEquals(2, gradients.differentiated().size(), "the product and the sum alone");
    }
  }

  @Test
  void withoutTheStopTheGradientWouldPass() {
    SameDiff graph = SameDiff.create();
    SDVariable below = graph.var("below", Nd4j.randn(DataType.FLOAT, 4, 3));
    SDVariable above = graph.var("above", Nd4j.randn(DataType.FLOAT, 4, 3));
    below.mul(3).mul(above).sum("loss");
    assertEquals(3, GradientGraph.of(graph, "loss").differentiated().size());
  }

  @Test
  void aVariableBelowTheTapsWithoutAStopIsCaught() {
    try (TunedModel model = attach(1, null)) {
      SDVariable early = model.backbone().variable("block0.A");
      model.graph().convertToVariables(List.of(early));
      assertThrows(IllegalStateException.class, model::gradients);
    }
  }
}
