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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Twenty steps of plain descent, through a plan and through a session: the same losses, bit for
 * bit.
 */
class PlanTrainsAlikeTest {

  private static final int STEPS = 20;

  @TestFactory
  Stream<DynamicTest> losses() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(
            f ->
                DynamicTest.dynamicTest(
                    f.getFileName().toString(),
                    () -> assertEquals(losses(f, false), losses(f, true), f.toString())));
  }

  private static List<Double> losses(Path folder, boolean planned) {
    TuningConfig config =
        TuningConfig.builder()
            .seed(3)
            .option("width", 8)
            .option("gate-start", 0.5)
            .option("dropout", 0.1)
            .build();
    try (TunedModel model = Attached.to(folder, "sherl", config)) {
      GradientGraph gradients = model.gradients();
      List<String> results = new ArrayList<>(List.of(TunedModel.LOSS));
      gradients.trainables().forEach(t -> results.add(gradients.gradientName(t)));
      Map<String, INDArray> feeds = RandomFeeds.of(model);
      List<Double> losses = new ArrayList<>();
      try (GraphRunner runner =
          planned
              ? new PlannedRunner(gradients.graph(), gradients.forwardOps(), results)
              : new SessionRunner(gradients.graph(), results)) {
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
      }
      assertTrue(losses.stream().allMatch(Double::isFinite), losses.toString());
      return losses;
    }
  }
}
