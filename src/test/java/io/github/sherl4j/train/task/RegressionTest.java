package io.github.sherl4j.train.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.train.optim.Schedule;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Head, loss and gradients of a regression, on a linear probe. */
class RegressionTest {

  @TempDir Path folder;

  private TunedModel attach(List<String> labels) {
    return Sherl.attach(
        Sherl.open(TinyModel.write(folder.resolve("model.onnx"), 2, 5)),
        "linear-probe",
        TuningConfig.builder().seed(3).build(),
        "regression",
        labels);
  }

  private static FixedBatches batch(int rows) {
    SplittableRandom random = new SplittableRandom(1);
    long[][] ids = new long[rows][4];
    float[][] truth = new float[rows][1];
    for (int r = 0; r < rows; r++) {
      truth[r][0] = (float) (4 * random.nextDouble() - 1);
      for (int t = 0; t < 4; t++) {
        ids[r][t] = random.nextInt(TinyModel.VOCABULARY);
      }
    }
    INDArray[] features = {Nd4j.createFromArray(ids), Nd4j.ones(rows, 4)};
    INDArray[] labels = {Nd4j.createFromArray(truth)};
    return new FixedBatches(List.of(new MultiDataSet(features, labels)));
  }

  private static double error(TunedModel model, int rows) {
    return Sherl.evaluate(model, batch(rows)).get("mse").doubleValue();
  }

  /** One plain step of rate 1 moves each parameter by its gradient: the slope of the error. */
  @ParameterizedTest
  @ValueSource(ints = {1, 6})
  void lossIsTheMeanSquaredErrorAndGradientsAreItsSlopes(int rows) {
    TrainConfig config =
        TrainConfig.builder()
            .optimizer(Optimizers.SGD)
            .rate(1)
            .weightDecay(0)
            .schedule(Schedule.CONSTANT)
            .warmup(0)
            .clip(0)
            .steps(1)
            .build();
    try (TunedModel model = attach(List.of())) {
      INDArray weight = model.value("head.weight");
      INDArray bias = model.value("head.bias");
      assertArrayEquals(new long[] {1, TinyModel.WIDTH}, weight.shape());
      assertArrayEquals(new long[] {1}, bias.shape());
      double before = error(model, rows);
      double[] slopes = new double[TinyModel.WIDTH + 1];
      for (int i = 0; i < slopes.length; i++) {
        INDArray changed = i < TinyModel.WIDTH ? weight : bias;
        int at = i % TinyModel.WIDTH;
        float start = changed.getFloat(at);
        changed.putScalar(at, start + 0.5);
        double above = error(model, rows);
        changed.putScalar(at, start - 0.5);
        slopes[i] = above - error(model, rows); // exact: the error is a parabola
        changed.putScalar(at, start);
      }
      float[] start = weight.dup().data().asFloat();
      float startBias = bias.getFloat(0);
      TrainResult result = Sherl.train(model, config, batch(rows));
      assertEquals(before, result.losses().get(0), 1e-5);
      for (int i = 0; i < start.length; i++) {
        assertEquals(slopes[i], start[i] - weight.getFloat(i), 1e-4, "weight " + i);
      }
      assertEquals(slopes[start.length], startBias - bias.getFloat(0), 1e-4);
    }
  }

  @Test
  void labelsAreRefused() {
    assertThrows(BadInputException.class, () -> attach(List.of("low", "high")));
  }
}
