package io.github.sherl4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.bench.MemoryShape.Size;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The live bytes of a row are those that libnd4j itself counts, and verdicts follow from rows. */
class MemoryBenchTest {

  @TempDir Path folder;

  /** libnd4j's own count of array bytes, from the first batch to the first update. */
  private static final class NativeCount extends BaseListener {
    private long before = -1;
    private long grown = -1;

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlTimeMs) {
      before = before < 0 ? Nd4j.getEnvironment().getDeviceCouner(0) : before;
    }

    @Override
    public void preUpdate(SameDiff sd, At at, Variable v, INDArray update) {
      grown = grown < 0 ? Nd4j.getEnvironment().getDeviceCouner(0) - before : grown;
    }
  }

  @Test
  void liveBytesAreThoseOfTheNativeCounter() {
    MemoryShape shape = MemoryShapes.select("bert-tiny").get(0);
    Path file = folder.resolve("model.onnx");
    shape.write(file);
    Size size = shape.size(0, 0);
    for (MemoryMethod method : MemoryMethod.values()) {
      MemoryRow row = MemoryBench.measure(shape, file, method, size, 1);
      NativeCount count = new NativeCount();
      try (TunedModel model =
          Sherl.attach(
              Sherl.open(file), method.method(), method.config(shape), List.of("a", "b"))) {
        MultiDataSet batch = shape.batch(size, 1);
        System.gc();
        new Trainer(model, TrainConfig.builder().steps(1).build())
            .listeners(count)
            .fit(new SingletonMultiDataSetIterator(batch), r -> {});
      }
      double relative = (double) count.grown / row.livePeakBytes();
      assertEquals(1, relative, 0.02, method + ": " + count.grown + " bytes of " + row);
    }
  }

  @Test
  void verdicts() {
    assertTrue(row(100, 95, 101, 0).ok());
    assertFalse(row(102, 100, 101, 0).asPlanned(), "more than was planned");
    assertFalse(row(97, 95, 100, 0).asPlanned(), "more than 2 % was planned for nothing");
    assertFalse(row(100, 90, 100, 0).nearBound());
    assertFalse(row(100, 95, 101, 1).ok(), "a backward call for nothing");
  }

  private static MemoryRow row(long live, long bound, long plan, int unused) {
    return new MemoryRow("shape", "method", 1, 1, live, bound, plan, -1, 9, unused);
  }
}
