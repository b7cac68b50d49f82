package io.github.sherl4j.importer.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.engine.GradientGaps;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.importer.Backbone;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.factory.Nd4j;

/** Dangerous operators are rebuilt with the same numbers and right gradients, or refused. */
class OperatorsTest {

  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-6;

  /** Operators over x [2, 3, 4] and a weight. */
  private static Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> rebuilt() {
    Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> all = new LinkedHashMap<>();
    all.put("gelu", (sd, x) -> sd.nn.gelu(x));
    all.put("maximum", (sd, x) -> sd.math.max(x, weight(sd, 4)));
    all.put("minimum", (sd, x) -> sd.math.min(weight(sd, 4), x));
    all.put("where", (sd, x) -> sd.where(x.mul(2.0), x, sd.gt(x, 0.1)));
    all.put(
        "batchNorm",
        (sd, x) ->
            sd.nn.batchNorm(
                x,
                weight(sd, 3),
                sd.math.abs(weight(sd, 3)),
                weight(sd, 3),
                weight(sd, 3),
                1e-3,
                1));
    all.put(
        "attention",
        (sd, x) ->
            sd.nn.dotProductAttention(x, weight(sd, 2, 3, 5), weight(sd, 2, 6, 5), null, true));
    all.put("layerNorm", (sd, x) -> sd.nn.layerNorm(x, weight(sd, 4), weight(sd, 4), false, 2));
    return all;
  }

  private static SDVariable weight(SameDiff sd, long... shape) {
    Random random = new Random(sd.variables().size());
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, random.nextDouble() * 2 - 1);
    }
    return sd.var("w" + sd.variables().size(), array);
  }

  private static SameDiff graph(BiFunction<SameDiff, SDVariable, SDVariable> op) {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.DOUBLE, 2, 3, 4);
    SDVariable moved = x.add(weight(sd, 2, 3, 4));
    op.apply(sd, moved).rename("y");
    return sd;
  }

  @TestFactory
  Stream<DynamicTest> gradientsOfWhatIsRebuilt() {
    return rebuilt().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(graph(e.getValue()))));
  }

  private static void check(SameDiff given) {
    Map<String, INDArray> feed =
        Map.of("x", Nd4j.linspace(DataType.DOUBLE, -1, 0.09, 24).reshape(2, 3, 4));
    INDArray want = given.outputSingle(feed, "y").dup();
    try (Backbone b = SameDiffs.of(given, List.of("y"))) {
      SameDiff sd = b.graph();
      assertTrue(want.equalsWithEps(sd.outputSingle(feed, b.variable("y").name()), 1e-7));
      List<SDVariable> weights = b.weights().stream().map(b::variable).toList();
      sd.convertToVariables(weights);
      SDVariable factors =
          sd.constant(Nd4j.linspace(DataType.DOUBLE, 1, 0.7, want.length()).reshape(want.shape()));
      sd.sum(b.variable("y").mul(factors)).rename("loss");
      sd.setLossVariables("loss");
      GradientGaps.check(sd, GradientGraph.predicted(sd, "loss"));
      List<String> names = weights.stream().map(SDVariable::name).toList();
      Map<String, INDArray> got = sd.calculateGradients(feed, names);
      double largest =
          got.values().stream().mapToDouble(g -> g.amaxNumber().doubleValue()).max().orElseThrow();
      for (SDVariable w : weights) {
        INDArray gradient = got.get(w.name()).dup('c');
        for (long i = 0; i < gradient.length(); i++) {
          double numeric = difference(sd, feed, w.getArr(), i);
          assertEquals(
              numeric, gradient.data().getDouble(i), RELATIVE * largest, w.name() + " " + i);
        }
      }
    }
  }

  private static double difference(SameDiff sd, Map<String, INDArray> feed, INDArray at, long i) {
    double before = at.data().getDouble(i);
    double[] factors = {1, -8, 8, -1};
    double sum = 0;
    for (int n = 0; n < factors.length; n++) {
      at.data().put(i, before + STEP * (n < 2 ? n - 2 : n - 1));
      sum += factors[n] * sd.outputSingle(feed, "loss").getDouble(0);
    }
    at.data().put(i, before);
    return sum / (12 * STEP);
  }

  @Test
  void whatStopsTheGradientStopsIt() {
    SameDiff given = graph((sd, x) -> new StopGradient(sd, x).outputVariable().mul(weight(sd, 4)));
    try (Backbone b = SameDiffs.of(given, List.of("y"))) {
      SameDiff sd = b.graph();
      sd.convertToVariables(b.weights().stream().map(b::variable).toList());
      sd.sum(b.variable("y")).rename("loss");
      assertEquals(2, GradientGraph.predicted(sd, "loss").size());
    }
  }

  @Test
  void dangerousOnesAreRefusedAtOnce() {
    SameDiff given =
        graph(
            (sd, x) -> {
              SDVariable mean = sd.mean(x, true, -1);
              SDVariable picked =
                  sd.gatherNd(x, sd.constant(Nd4j.createFromArray(new int[][] {{0}})));
              return x.sub(mean).add(picked).add(sd.random.normal(0, 1, DataType.DOUBLE, 2, 3, 4));
            });
    UnsupportedOpException e =
        assertThrows(UnsupportedOpException.class, () -> SameDiffs.of(given, List.of("y")));
    for (String part : List.of("reduce_mean", "gather_nd", "distribution_gaussian", "use gather")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    SameDiff whole = SameDiff.create();
    SDVariable n = whole.placeHolder("n", DataType.INT64, -1);
    n.div(n).castTo(DataType.FLOAT).rename("y");
    assertThrows(UnsupportedOpException.class, () -> SameDiffs.of(whole, List.of("y")));
  }

  @Test
  void gapsAreRefusedOnTheWayOfAGradientOnly() {
    SameDiff given = graph((sd, x) -> sd.cumsum(x, 2));
    try (Backbone b = SameDiffs.of(given, List.of("y"))) {
      SameDiff sd = b.graph();
      SDVariable w = sd.var("w", Nd4j.ones(DataType.DOUBLE, 4));
      sd.sum(b.variable("y").mul(w)).rename("loss");
      GradientGaps.check(sd, GradientGraph.predicted(sd, "loss"));
      sd.convertToVariables(b.weights().stream().map(b::variable).toList());
      UnsupportedOpException e =
          assertThrows(
              UnsupportedOpException.class,
              () -> GradientGaps.check(sd, GradientGraph.predicted(sd, "loss")));
      assertTrue(e.getMessage().contains("cumsum"), e.getMessage());
    }
  }
}
