package io.github.sherl4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.TrainResult.End;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.ListenerVariables;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Held-out data, patience, stopping, learning-rate groups, ND4J listeners. */
class RunControlTest {

  @TempDir Path folder;

  private TunedModel attach() {
    Path file = TinyModel.write(folder.resolve("model.onnx"), 3, 5);
    return Sherl.attach(
        Sherl.open(file),
        "sherl",
        TuningConfig.builder().option("pooling", "first").seed(4).build(),
        List.of("even", "odd"));
  }

  private static FixedBatches data(long seed) {
    return new FixedBatches(TinyData.batches(4, seed));
  }

  private static FixedBatches dev() {
    return new FixedBatches(TinyData.batches(3, 77));
  }

  @Test
  void theBestStateOnHeldOutDataIsKept() {
    try (TunedModel model = attach()) {
      List<EpochReport> seen = new ArrayList<>();
      TrainConfig config = TrainConfig.builder().rate(0.05).epochs(12).patience(3).build();
      TrainResult result =
          new Trainer(model, config).validate(dev(), seen::add).fit(data(1), r -> {});
      assertEquals(result.epochs(), seen);
      EpochReport best = seen.stream().filter(EpochReport::best).reduce((a, b) -> b).orElseThrow();
      assertEquals(best.step(), result.keptStep());
      assertEquals(seen.stream().mapToDouble(EpochReport::score).max().orElseThrow(), best.score());
      assertEquals(best.metrics(), Sherl.evaluate(model, dev()));
      if (result.end() == End.PATIENCE) {
        assertEquals(best.epoch() + 3, seen.size());
        assertTrue(result.steps() < 48);
      }
    }
  }

  @Test
  void patienceStopsWithoutProgress() {
    try (TunedModel model = attach()) {
      // A rate this small never changes a prediction: the first evaluation stays the best.
      TrainConfig config = TrainConfig.builder().rate(1e-12).epochs(12).patience(2).build();
      TrainResult result =
          new Trainer(model, config).validate(dev(), r -> {}).fit(data(1), r -> {});
      assertEquals(End.PATIENCE, result.end());
      assertEquals(3, result.epochs().size());
      assertEquals(12, result.steps());
      assertEquals(4, result.keptStep());
    }
  }

  @Test
  void patienceNeedsHeldOutData() {
    try (TunedModel model = attach()) {
      Trainer trainer = new Trainer(model, TrainConfig.builder().patience(2).build());
      assertThrows(BadInputException.class, () -> trainer.fit(data(1), r -> {}));
    }
  }

  @Test
  void groupsHaveTheirOwnRate() {
    try (TunedModel model = attach()) {
      INDArray head = model.value("head.weight").dup();
      INDArray attention = model.value("adapter.attn.weight").dup();
      INDArray up = model.value("adapter.up.weight").dup();
      TrainConfig config =
          TrainConfig.builder()
              .rate(1e-30)
              .weightDecay(0)
              .steps(2)
              .group("head.*", 0.1)
              .group("adapter.*.weight", 1e-30)
              .group("adapter.up.weight", 0.1)
              .build();
      new Trainer(model, config).fit(data(1), r -> {});
      assertNotEquals(head, model.value("head.weight"));
      assertEquals(attention, model.value("adapter.attn.weight"));
      assertEquals(up, model.value("adapter.up.weight"), "the first group that matches counts");
    }
  }

  @Test
  void aGroupThatMatchesNothingIsRefused() {
    try (TunedModel model = attach()) {
      Trainer trainer = new Trainer(model, TrainConfig.builder().group("adaptr.*", 0.1).build());
      NoMatchException e =
          assertThrows(NoMatchException.class, () -> trainer.fit(data(1), r -> {}));
      assertTrue(e.getMessage().contains("adaptr.*"), e.getMessage());
    }
  }

  /** Writes down what it is told. */
  private static class Diary extends BaseListener {
    final List<String> lines = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    int updates;

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public ListenerVariables requiredVariables(SameDiff sd) {
      return null;
    }

    @Override
    public void operationStart(SameDiff sd, Operation op) {
      lines.add("start");
    }

    @Override
    public void operationEnd(SameDiff sd, Operation op) {
      lines.add("end");
    }

    @Override
    public void epochStart(SameDiff sd, At at) {
      lines.add("epoch " + at.epoch());
    }

    @Override
    public ListenerResponse epochEnd(SameDiff sd, At at, LossCurve curve, long millis) {
      lines.add("epoch end " + at.epoch() + " " + curve.losses().size());
      return at.epoch() == 1 ? ListenerResponse.STOP : ListenerResponse.CONTINUE;
    }

    @Override
    public void iterationDone(SameDiff sd, At at, MultiDataSet data, Loss loss) {
      lines.add("step " + at.iteration());
      losses.add(loss.totalLoss());
    }

    @Override
    public void preUpdate(SameDiff sd, At at, Variable v, INDArray update) {
      updates++;
    }
  }

  @Test
  void listenersAreToldOfEpochsAndSteps() {
    try (TunedModel model = attach()) {
      Diary diary = new Diary();
      TrainResult result =
          new Trainer(model, TrainConfig.builder().epochs(4).accumulate(2).build())
              .listeners(diary)
              .fit(data(1), r -> {});
      assertEquals(
          List.of(
              "start",
              "epoch 0",
              "step 0",
              "step 1",
              "epoch end 0 1",
              "epoch 1",
              "step 2",
              "step 3",
              "epoch end 1 2",
              "end"),
          diary.lines);
      assertEquals(End.STOPPED, result.end());
      assertEquals(result.losses(), diary.losses);
      assertEquals(4 * model.trained().size(), diary.updates);
    }
  }

  @Test
  void aListenerThatNeedsActivationsIsRefused() {
    try (TunedModel model = attach()) {
      Diary needy =
          new Diary() {
            @Override
            public ListenerVariables requiredVariables(SameDiff sd) {
              return new ListenerVariables(Set.of("logits"), Set.of(), Set.of(), Set.of());
            }
          };
      Trainer trainer = new Trainer(model, TrainConfig.builder().build()).listeners(needy);
      assertThrows(BadInputException.class, () -> trainer.fit(data(1), r -> {}));
    }
  }
}
