package io.github.sherl4j.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A session's blocks are used again from run to run, and all given back at the end. */
class PooledMemoryTest {

  private static SameDiff graph() {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 16);
    SDVariable y = sd.math().tanh(x.mul(2)).add(x);
    sd.math().exp("out", y.mul(y).neg());
    return sd;
  }

  @Test
  void nothingGrowsFromRunToRun() {
    try (SessionRunner runner = new SessionRunner(graph(), List.of("out"))) {
      INDArray small = Nd4j.rand(DataType.FLOAT, 8, 16);
      INDArray large = Nd4j.rand(DataType.FLOAT, 32, 16);
      double sum = runner.run(Map.of("x", small)).get("out").sumNumber().doubleValue();
      long first = runner.allocatedBytes();
      assertTrue(first >= runner.memory().peakBytes(), first + " allocated");
      assertTrue(first <= 1.5 * runner.memory().peakBytes(), first + " allocated");
      for (int i = 0; i < 50; i++) {
        runner.run(Map.of("x", large));
        INDArray out = runner.run(Map.of("x", small)).get("out");
        assertEquals(sum, out.sumNumber().doubleValue());
      }
      runner.run(Map.of("x", small));
      assertEquals(first, runner.allocatedBytes(), "what the larger run left is given back");
    }
  }

  @Test
  void everythingIsGivenBack() {
    PooledMemory memory = new PooledMemory();
    memory.startRun();
    INDArray a = memory.allocate(false, DataType.FLOAT, 10, 10);
    INDArray b = memory.allocate(false, DataType.FLOAT, 9, 10);
    assertEquals(760, memory.use().liveBytes());
    memory.release(a);
    INDArray c = memory.allocate(false, DataType.FLOAT, 8, 10);
    assertEquals(a.data().address(), c.data().address(), "the free block is used again");
    INDArray d = memory.allocate(false, DataType.FLOAT, 1, 10);
    assertEquals(760 + 40, memory.blockBytes(), "none within 1.5 times was free");
    assertEquals(760, memory.use().peakBytes());
    assertTrue(b.data().address() != d.data().address());
    memory.close();
    assertEquals(0, memory.blockBytes());
    assertEquals(0, memory.use().liveBytes());
  }
}
