package io.github.sherl4j.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.TrainingSwitch;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Attached;
import io.github.sherl4j.testing.RandomFeeds;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Twenty steps of plain descent, through a plan and through a session, through a plan that keeps
 * activations and one that computes them again: the same losses, bit for bit.
 */
class PlanTrainsAlikeTest {

  private static final int STEPS = 20;

  private static final TuningConfig SHERL =
      TuningConfig.builder()
          .seed(3)
          .option("width", 8)
          .option("gate-start", 0.5)
          .option("dropout", 0.1)
          .build();

  /** Who runs the steps. */
  private enum Way {
    SESSION,
    PLAN,
    RECOMPUTING
  }

  private static Stream<DynamicTest> folders(Consumer<Path> test) {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> test.accept(f)));
  }

  @TestFactory
  Stream<DynamicTest> losses() {
    return folders(
        f ->
            assertEquals(
                losses(f, "sherl", SHERL, Way.SESSION),
                losses(f, "sherl", SHERL, Way.PLAN),
                f.toString()));
  }

  @TestFactory
  Stream<DynamicTest> recomputed() {
    TuningConfig full = TuningConfig.builder().seed(3).build();
    return folders(
        f ->
            assertEquals(
                losses(f, "full", full, Way.PLAN),
                losses(f, "full", full, Way.RECOMPUTING),
                f.toString()));
  }

  private static List<Double> losses(Path folder, String method, TuningConfig config, Way way) {
    try (TunedModel model = Attached.to(folder, method, config)) {
      GradientGraph gradients = model.gradients();
      List<String> results = new ArrayList<>(List.of(TunedModel.LOSS));
      gradients.trainables().forEach(t -> results.add(gradients.gradientName(t)));
      Map<String, INDArray> feeds = RandomFeeds.of(model);
      List<Double> losses = new ArrayList<>();
      long bytes;
      try (GraphRunner runner =
          way == Way.SESSION
              ? new SessionRunner(gradients.graph(), results)
              : new PlannedRunner(
                  gradients.graph(),
                  gradients.forwardOps(),
                  results,
                  way == Way.PLAN ? List.of() : gradients.trainables())) {
        for (int step = 0; step < STEPS; step++) {
          TrainingSwitch.training(
              gradients.graph(),
              step + 1,
              () -> {
                Map<String, INDArray> out = runner.run(feeds);
                losses.add(out.get(TunedModel.LOSS).getDouble(0));
                for (String t : gradients.trainables()) {
                  INDArray weight = gradients.graph().getVariable(t).getArr();
                  weight.subi(out.get(gradients.gradientName(t)).muli(1e-3));
                }
              });
        }
        bytes = runner.memory().peakBytes();
      }
      System.out.println(folder.getFileName() + " " + method + " " + way + " " + bytes);
      assertTrue(losses.stream().allMatch(Double::isFinite), losses.toString());
      return losses;
    }
  }
}
