package io.github.sherl4j.cli.bench;

import io.github.sherl4j.engine.CpuClock;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** The arithmetic that one large matrix product reaches here, by the op that graphs use. */
public final class MatmulPeak {

  private static final int ROWS = 1024;
  private static final int INNER = 768;
  private static final int COLUMNS = 3072;
  private static final int ROUNDS = 5;
  private static final int CALLS = 20;

  private MatmulPeak() {}

  /** Billions of floating-point operations a CPU-second, the best of five rounds. */
  public static double gflopsPerCpuSecond() {
    try (INDArray a = Nd4j.rand(DataType.FLOAT, ROWS, INNER);
        INDArray b = Nd4j.rand(DataType.FLOAT, INNER, COLUMNS);
        INDArray out = Nd4j.createUninitialized(DataType.FLOAT, ROWS, COLUMNS)) {
      DynamicCustomOp product =
          DynamicCustomOp.builder("matmul").addInputs(a, b).addOutputs(out).build();
      double best = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long start = CpuClock.nanos();
        for (int call = 0; call < CALLS; call++) {
          Nd4j.getExecutioner().exec(product);
        }
        best = Math.max(best, 2.0 * ROWS * INNER * COLUMNS * CALLS / (CpuClock.nanos() - start));
      }
      return best;
    }
  }
}
