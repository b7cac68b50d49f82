package io.github.sherl4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.DivergedException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.train.optim.Schedule;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The training driver on a small model: what it does, and what it refuses. */
class TrainerTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void model() {
    file = TinyModel.write(folder.resolve("model.onnx"), 3, 5);
  }

  private TunedModel attach(Object dropout) {
    return Sherl.attach(
        Sherl.open(file),
        "sherl",
        TuningConfig.builder()
            .option("dropout", dropout)
            .option("pooling", "first")
            .seed(4)
            .build(),
        List.of("even", "odd"));
  }

  private static Map<String, INDArray> values(TunedModel model) {
    Map<String, INDArray> values = new LinkedHashMap<>();
    model.trained().keySet().forEach(n -> values.put(n, model.value(n).dup()));
    return values;
  }

  @Test
  void theLossFallsAndNoMemoryIsLeftAfterAStep() {
    try (TunedModel model = attach(null)) {
      List<StepReport> reports = new ArrayList<>();
      TrainResult result =
          new Trainer(model, TrainConfig.builder().rate(0.02).epochs(25).build())
              .fit(new FixedBatches(TinyData.batches(4, 1)), reports::add);
      assertEquals(100, result.steps());
      assertTrue(result.losses().get(0) > 0.4, "the true loss, not 0");
      assertTrue(result.finalLoss() < 0.5 * result.losses().get(0), result.losses().toString());
      reports.forEach(r -> assertEquals(0, r.endLiveBytes(), "bytes left after step " + r.step()));
      long peak = reports.get(0).peakLiveBytes();
      reports.forEach(r -> assertEquals(peak, r.peakLiveBytes(), "peak of step " + r.step()));
    }
  }

  @Test
  void dropoutActsInTrainingOnlyAndRepeatsWithTheSeed() {
    List<List<Double>> losses = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (TunedModel model = attach(0.5)) {
        losses.add(
            new Trainer(model, TrainConfig.builder().steps(4).seed(9).build())
                .fit(new FixedBatches(TinyData.batches(4, 1)), r -> {})
                .losses());
        Map<String, Number> once = Sherl.evaluate(model, new FixedBatches(TinyData.batches(4, 1)));
        assertEquals(once, Sherl.evaluate(model, new FixedBatches(TinyData.batches(4, 1))));
      }
    }
    assertEquals(losses.get(0), losses.get(1));
    try (TunedModel plain = attach(0)) {
      double first =
          new Trainer(plain, TrainConfig.builder().steps(1).build())
              .fit(new FixedBatches(TinyData.batches(4, 1)), r -> {})
              .losses()
              .get(0);
      assertTrue(Math.abs(first - losses.get(0).get(0)) > 1e-6, "dropout changes nothing");
    }
  }

  @Test
  void twoHalfBatchesAccumulateToTheWhole() {
    MultiDataSet whole = TinyData.batches(1, 3).get(0);
    List<MultiDataSet> halves = new ArrayList<>();
    for (int h = 0; h < 2; h++) {
      INDArray[] features = new INDArray[2];
      for (int i = 0; i < 2; i++) {
        features[i] = rows(whole.getFeatures(i), 4 * h);
      }
      halves.add(new MultiDataSet(features, new INDArray[] {rows(whole.getLabels(0), 4 * h)}));
    }
    TrainConfig.Builder sgd =
        TrainConfig.builder()
            .optimizer(Optimizers.SGD)
            .rate(0.1)
            .warmup(0)
            .schedule(Schedule.CONSTANT)
            .steps(1);
    try (TunedModel one = attach(null);
        TunedModel two = attach(null)) {
      double a =
          new Trainer(one, sgd.build())
              .fit(new FixedBatches(List.of(whole)), r -> {})
              .losses()
              .get(0);
      double b =
          new Trainer(two, sgd.accumulate(2).build())
              .fit(new FixedBatches(halves), r -> {})
              .losses()
              .get(0);
      assertEquals(a, b, 1e-6);
      values(one)
          .forEach(
              (name, value) ->
                  assertTrue(value.equalsWithEps(two.value(name), 1e-6), name + " differs"));
    }
  }

  private static INDArray rows(INDArray array, int from) {
    INDArray[] rows = new INDArray[4];
    for (int r = 0; r < 4; r++) {
      rows[r] = array.getRow(from + r).dup();
    }
    return Nd4j.stack(0, rows);
  }

  @Test
  void nanStopsWithTheBatchAndChangesNothing() {
    try (TunedModel model = attach(null)) {
      List<MultiDataSet> batches = TinyData.batches(3, 1);
      batches.get(1).getLabels(0).putScalar(0, 0, Double.NaN);
      Map<String, INDArray> afterFirst = new LinkedHashMap<>();
      DivergedException e =
          assertThrows(
              DivergedException.class,
              () ->
                  new Trainer(model, TrainConfig.builder().epochs(1).build())
                      .fit(new FixedBatches(batches), r -> afterFirst.putAll(values(model))));
      assertEquals("batch 1 of epoch 0", e.where());
      assertEquals(1, e.exitCode());
      assertEquals(afterFirst, values(model));
    }
  }

  @Test
  void nanInAWeightStopsAtTheLoss() {
    try (TunedModel model = attach(null)) {
      model.value("adapter.up.bias").putScalar(0, Double.NaN);
      DivergedException e =
          assertThrows(
              DivergedException.class,
              () ->
                  new Trainer(model, TrainConfig.builder().epochs(1).build())
                      .fit(new FixedBatches(TinyData.batches(2, 1)), r -> {}));
      assertTrue(e.found().startsWith("loss"), e.getMessage());
    }
  }

  @Test
  void batchesThatDoNotFitAreRefused() {
    try (TunedModel model = attach(null)) {
      Trainer trainer = new Trainer(model, TrainConfig.builder().epochs(1).build());
      MultiDataSet good = TinyData.batches(1, 1).get(0);
      MultiDataSet one =
          new MultiDataSet(
              new INDArray[] {good.getFeatures(0)}, new INDArray[] {good.getLabels(0)});
      assertThrows(
          BadInputException.class, () -> trainer.fit(new FixedBatches(List.of(one)), r -> {}));
      good.getFeatures(0).putScalar(0, 0, TinyModel.VOCABULARY);
      BadInputException e =
          assertThrows(
              BadInputException.class, () -> trainer.fit(new FixedBatches(List.of(good)), r -> {}));
      assertTrue(e.getMessage().contains("tokenizer"), e.getMessage());
      assertThrows(
          BadInputException.class, () -> trainer.fit(new FixedBatches(List.of()), r -> {}));
    }
  }
}
