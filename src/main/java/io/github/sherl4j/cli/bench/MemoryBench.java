package io.github.sherl4j.cli.bench;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.bench.MemoryShape.Size;
import io.github.sherl4j.train.MemoryForecast;
import io.github.sherl4j.train.StepReport;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Trains a few steps of random data and compares the memory they take with the plan's. */
public final class MemoryBench {

  private static final List<String> LABELS = List.of("a", "b");

  private MemoryBench() {}

  /**
   * Measures one row. The plan is made first, from shapes; then steps of AdamW are taken.
   *
   * @param file the shape's model
   * @param steps optimiser steps, ≥ 1
   */
  public static MemoryRow measure(
      MemoryShape shape, Path file, MemoryMethod method, Size size, int steps) {
    try (TunedModel model =
        Sherl.attach(Sherl.open(file), method.method(), method.config(shape), LABELS)) {
      TrainConfig config = TrainConfig.builder().steps(steps).rate(1e-4).seed(1).build();
      MemoryForecast plan = MemoryForecast.of(model, size.batch(), size.tokens(), config);
      MultiDataSet batch = shape.batch(size, 1);
      long[] live = new long[1];
      long resident;
      try (ResidentPeak peak = new ResidentPeak()) {
        new Trainer(model, config)
            .fit(
                new SingletonMultiDataSetIterator(batch),
                report -> live[0] = Math.max(live[0], bytes(report)));
        resident = peak.growth();
      } finally {
        close(batch.getFeatures());
        close(batch.getLabels());
      }
      return new MemoryRow(
          shape.name(),
          method.label(),
          size.batch(),
          size.tokens(),
          live[0],
          plan.memory().step().boundBytes(),
          plan.memory().step().arenaBytes(),
          resident,
          plan.memory().step().backwardCalls(),
          plan.memory().step().unusedBackwardCalls());
    }
  }

  private static long bytes(StepReport report) {
    return Math.max(report.allocatedBytes(), report.peakLiveBytes());
  }

  private static void close(INDArray[] arrays) {
    for (INDArray array : arrays) {
      array.close();
    }
  }
}
