package io.github.sherl4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients of row lookups against central differences in double: relative 1e-6. */
class LookupsTest {

  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;

  private final SameDiff graph = graph();
  private final SplittableRandom random = new SplittableRandom(7);

  private static SameDiff graph() {
    SameDiff graph = SameDiff.create();
    graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), true);
    return graph;
  }

  private INDArray values(long... shape) {
    INDArray a = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < a.length(); i++) {
      a.putScalar(i, random.nextDouble() - 0.5);
    }
    return a;
  }

  /** Ids with many repeats; 5 and 0 never occur. */
  private static INDArray ids() {
    return Nd4j.createFromArray(new long[][] {{1, 2, 1, 1}, {3, 1, 4, 4}});
  }

  private void check(Map<String, INDArray> feeds, String... trained) {
    graph.convertToVariables(List.of(trained).stream().map(graph::getVariable).toList());
    Lookups.makeDifferentiable(graph);
    GradientGraph gradients = GradientGraph.of(graph, "loss");
    assertEquals(GradientGraph.predicted(graph, "loss"), gradients.differentiated());
    assertEquals(List.of(trained), gradients.trainables());
    try (GraphRunner runner = Runners.training(gradients, List.of("loss"), false)) {
      Map<String, INDArray> results = runner.run(feeds);
      for (String name : trained) {
        INDArray got = results.get(gradients.gradientName(name)).dup();
        INDArray value = graph.getVariable(name).getArr();
        double largest = Math.max(1e-3, got.amaxNumber().doubleValue());
        for (long i = 0; i < value.length(); i++) {
          double start = value.getDouble(i);
          double up = loss(value, i, start + STEP, feeds);
          double down = loss(value, i, start - STEP, feeds);
          value.putScalar(i, start);
          assertEquals((up - down) / (2 * STEP), got.getDouble(i), TOLERANCE * largest, name + i);
        }
        results = runner.run(feeds);
      }
    }
  }

  private double loss(INDArray value, long i, double x, Map<String, INDArray> feeds) {
    value.putScalar(i, x);
    return graph.output(feeds, "loss").get("loss").getDouble(0);
  }

  private void loss(SDVariable x, long... shape) {
    graph.math.square(x.mul(graph.constant(values(shape)))).sum("loss", false);
  }

  @Test
  void repeatedIndicesAddUp() {
    graph.constant("table", values(6, 3));
    SDVariable index = graph.placeHolder("ids", DataType.INT64, -1, -1);
    loss(graph.math.tanh(graph.gather(graph.getVariable("table"), index, 0)), 2, 4, 3);
    check(Map.of("ids", ids()), "table");
  }

  @Test
  void theTableKeepsItsMemory() {
    INDArray values = values(6, 3);
    SDVariable table = graph.constant("table", values);
    SDVariable index = graph.placeHolder("ids", DataType.INT64, -1, -1);
    loss(graph.gather(table, index, 0), 2, 4, 3);
    graph.convertToVariables(List.of(table));
    Lookups.makeDifferentiable(graph);
    assertSame(values, graph.getVariable("table").getArr());
    assertSame(values, graph.getVariable("table.rows").getArr());
  }

  @Test
  void aTableThatIsAlsoMultiplied() {
    graph.constant("table", values(6, 3));
    graph.constant("other", values(6, 3));
    SDVariable table = graph.getVariable("table");
    SDVariable index = graph.placeHolder("ids", DataType.INT64, -1, -1);
    SDVariable rows = graph.gather(table, index, 0).add(graph.gather(table, index, 0));
    SDVariable more = graph.gather(graph.getVariable("other"), index, 0);
    SDVariable flat = graph.reshape(graph.math.tanh(rows.mul(more)), -1, 3);
    loss(graph.mmul(flat, table, false, true, false), 8, 6);
    check(Map.of("ids", ids()), "other", "table");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aComputedTableOnAnyAxis(int axis) {
    graph.constant("table", values(6, 5, 7));
    SDVariable table = graph.math.tanh(graph.getVariable("table"));
    SDVariable index = graph.placeHolder("ids", DataType.INT64, -1, -1);
    SDVariable rows = graph.gather(table, index, axis);
    long[][] shapes = {{2, 4, 5, 7}, {6, 2, 4, 7}, {6, 5, 2, 4}};
    loss(rows, shapes[axis]);
    check(Map.of("ids", ids()), "table");
  }

  @Test
  void aVariableTableOnTheSecondAxis() {
    graph.constant("table", values(3, 6));
    SDVariable index = graph.placeHolder("ids", DataType.INT64, -1, -1);
    loss(graph.gather(graph.getVariable("table"), index, 1), 3, 2, 4);
    check(Map.of("ids", ids()), "table");
  }

  @Test
  void aFrozenTableIsLeftAlone() {
    graph.constant("table", values(6, 3));
    graph.constant("w", values(3));
    SDVariable index = graph.placeHolder("ids", DataType.INT64, -1, -1);
    SDVariable rows = graph.gather(graph.getVariable("table"), index, 0);
    loss(rows.mul(graph.getVariable("w")), 2, 4, 3);
    check(Map.of("ids", ids()), "w");
    assertTrue(graph.variables().stream().noneMatch(v -> v.name().contains("probe")));
  }
}
