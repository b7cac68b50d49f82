package io.github.sherl4j.engine.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a plan must do beyond single tensors: weights that move, new shapes, its limits. */
class PlannedRunnerTest {

  private static final double EXACT = 0;

  private final SameDiff graph = SameDiff.create();
  private final SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 3);
  private final SDVariable w = graph.var("w", Nd4j.create(new float[][] {{1, 2}, {3, 4}, {5, 6}}));

  private PlannedRunner runner(String... results) {
    return new PlannedRunner(graph, graph.getOps().keySet(), List.of(results), List.of());
  }

  private static INDArray rows(int n) {
    return Nd4j.arange(1.0, 3 * n + 1.0).castTo(DataType.FLOAT).reshape(n, 3);
  }

  @Test
  void weightsThatAreChangedOrReplacedAreSeen() {
    x.mmul("y", w);
    try (PlannedRunner runner = runner("y")) {
      float[] before = runner.run(Map.of("x", rows(1))).get("y").dup().toFloatVector();
      w.getArr().muli(2);
      float[] changed = runner.run(Map.of("x", rows(1))).get("y").dup().toFloatVector();
      graph.setArrayForVariable("w", Nd4j.ones(DataType.FLOAT, 3, 2));
      float[] replaced = runner.run(Map.of("x", rows(1))).get("y").dup().toFloatVector();
      assertArrayEquals(new float[] {22, 28}, before);
      assertArrayEquals(new float[] {44, 56}, changed);
      assertArrayEquals(new float[] {6, 6}, replaced);
      assertTrue(runner.isPlanned());
    }
  }

  @Test
  void shapesShareOneArenaAsLargeAsTheLargest() {
    x.mmul(w).add("y", 1);
    try (PlannedRunner runner = runner("y")) {
      runner.run(Map.of("x", rows(2)));
      long small = runner.memory().peakBytes();
      runner.run(Map.of("x", rows(100)));
      long large = runner.memory().peakBytes();
      float[] again = runner.run(Map.of("x", rows(2))).get("y").dup().data().asFloat();
      assertEquals(small, runner.memory().peakBytes());
      assertTrue(large > small, large + " " + small);
      assertArrayEquals(new float[] {23, 29, 50, 65}, again);
      runner.release();
      assertEquals(0, runner.memory().liveBytes());
    }
  }

  @Test
  void resultsNeverShareMemory() {
    SDVariable y = x.mmul("y", w);
    graph.identity("same", y);
    graph.reshape("flat", y, graph.constant(Nd4j.createFromArray(-1L)));
    graph.identity("weights", w);
    try (PlannedRunner runner = runner("y", "same", "flat", "weights")) {
      Map<String, INDArray> out = runner.run(Map.of("x", rows(1)));
      out.get("y").muli(0);
      out.get("weights").muli(0);
      assertArrayEquals(new float[] {22, 28}, out.get("same").dup().toFloatVector());
      assertArrayEquals(new float[] {22, 28}, out.get("flat").dup().toFloatVector());
      assertNotSame(w.getArr(), out.get("weights"));
      assertEquals(21.0, w.getArr().sumNumber().doubleValue(), EXACT);
    }
  }

  @Test
  void aShapeThatOnlyARunKnowsGoesThroughTheSession() {
    SDVariable count = x.sum().castTo(DataType.INT64).reshape(1);
    graph.fill(count, DataType.FLOAT, 2.0).rename("y");
    try (PlannedRunner runner = runner("y")) {
      INDArray y = runner.run(Map.of("x", rows(1))).get("y");
      assertEquals(6, y.length());
      assertFalse(runner.isPlanned());
    }
  }

  @Test
  void numbersThatFollowFromShapesAreCheckedBeforeTheyAreLookedUp() {
    SDVariable sizes = graph.shape(x);
    SDVariable beyond = graph.gather(sizes, graph.constant(Nd4j.createFromArray(7L)), 0);
    graph.tile("y", x, beyond.castTo(DataType.INT64));
    try (PlannedRunner runner = runner("y")) {
      assertThrows(BadInputException.class, () -> runner.run(Map.of("x", rows(1))));
    }
  }

  @Test
  void resultsOfWeightsAloneAreThere() {
    w.mul("y", 2);
    x.mmul("z", w);
    try (PlannedRunner runner = runner("y", "z")) {
      Map<String, INDArray> out = runner.run(Map.of("x", rows(1)));
      assertEquals(42.0, out.get("y").sumNumber().doubleValue(), EXACT);
      assertTrue(runner.isPlanned());
    }
  }

  /** Blocks of so few numbers that a row's sum is given as much room as the rows. */
  @Test
  void rowsAreNormalisedHoweverSmall() {
    for (int rows = 2; rows <= 8; rows++) {
      for (int width = 2; width <= 9; width++) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, rows, width);
        SDVariable centred = x.sub(x.mean(true, 1));
        SDVariable norm = sd.math().rsqrt(centred.mul(centred).mean(true, 1).add(1e-5));
        sd.math().tanh("out", centred.mul(norm).mul(2));
        INDArray fed = Nd4j.arange(1.0, rows * width + 1.0).castTo(DataType.FLOAT);
        Map<String, INDArray> feeds = Map.of("x", fed.mul(fed).reshape(rows, width));
        try (SessionRunner session = new SessionRunner(sd, List.of("out"));
            PlannedRunner planned =
                new PlannedRunner(sd, sd.getOps().keySet(), List.of("out"), List.of())) {
          INDArray expected = session.run(feeds).get("out").dup('c');
          INDArray actual = planned.run(feeds).get("out");
          assertTrue(planned.isPlanned());
          assertEquals(0, expected.sub(actual).amaxNumber().doubleValue(), rows + " x " + width);
        }
      }
    }
  }
}
