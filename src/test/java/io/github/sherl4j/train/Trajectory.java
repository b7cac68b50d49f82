package io.github.sherl4j.train;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Close;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.train.optim.Schedule;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Helpers to replay a recorded run: same start, same batches, plain SGD. */
final class Trajectory {

  private Trajectory() {}

  static TunedModel attach(Path onnx, int width, String pooling, int classes) {
    return Sherl.attach(
        Sherl.open(onnx),
        "sherl",
        TuningConfig.builder().option("width", width).option("pooling", pooling).build(),
        IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }

  static TrainConfig sgd(double rate, int steps) {
    return TrainConfig.builder()
        .optimizer(Optimizers.SGD)
        .rate(rate)
        .weightDecay(0)
        .warmup(0)
        .schedule(Schedule.CONSTANT)
        .clip(0)
        .steps(steps)
        .build();
  }

  static void load(TunedModel model, Map<String, NpyArray> recorded, Map<String, String> keys) {
    keys.forEach((name, key) -> model.value(name).assign(recorded.get(key).toNd4j()));
  }

  static INDArray oneHot(NpyArray labels, int from, int rows, int classes) {
    INDArray hot = Nd4j.zeros(rows, classes);
    for (int i = 0; i < rows; i++) {
      hot.putScalar(i, labels.getLong(from + i), 1);
    }
    return hot;
  }

  /** Results of one run without an update, gradients under the names of what is trained. */
  static Map<String, INDArray> gradients(TunedModel model, Map<String, INDArray> feeds) {
    GradientGraph gradients = model.gradients();
    Map<String, INDArray> copies = new LinkedHashMap<>();
    try (GraphRunner runner = Runners.training(gradients, List.of(TunedModel.LOSS), false)) {
      Map<String, INDArray> results = runner.run(feeds);
      model
          .trained()
          .forEach((n, v) -> copies.put(n, results.get(gradients.gradientName(v)).dup('c')));
    }
    return copies;
  }

  static Map<String, INDArray> forward(
      TunedModel model, Map<String, INDArray> feeds, List<String> names) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    try (GraphRunner runner = Runners.forward(model.graph(), names)) {
      runner.run(feeds).forEach((n, v) -> copies.put(n, v.dup('c')));
    }
    return copies;
  }

  /** Lines for everything beyond its tolerance. */
  static List<String> beyond(
      TunedModel model,
      Map<String, NpyArray> recorded,
      Map<String, String> keys,
      double tolerance) {
    List<String> lines = new ArrayList<>();
    keys.forEach(
        (name, key) -> {
          double worst = Close.worst(recorded.get(key), model.value(name));
          if (worst > tolerance) {
            lines.add(name + " by " + worst);
          }
        });
    return lines;
  }
}
