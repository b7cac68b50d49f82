package io.github.sherl4j.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.engine.GradientGaps;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.Lookups;
import io.github.sherl4j.engine.Surgery;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of a random sum of a backbone's outputs, for all its weights and float inputs,
 * against central differences. The backbone must be in double.
 */
public final class GradientCheck {

  private static final double RELATIVE = 1e-6;
  private static final double STEP = 1e-5;
  private static final int MAX_MOVED = 40;

  private final GraphRunner forward;
  private final Map<String, INDArray> feeds;

  private GradientCheck(GraphRunner forward, Map<String, INDArray> feeds) {
    this.forward = forward;
    this.feeds = feeds;
  }

  /** Changes the backbone's graph; the caller closes the backbone. */
  public static void of(Backbone b, Map<String, INDArray> inputs) {
    SameDiff sd = b.graph();
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    Map<String, INDArray> moved = new LinkedHashMap<>();
    inputs.forEach(
        (name, x) -> {
          feeds.put(b.variable(name).name(), x);
          if (x.dataType().isFPType()) {
            SDVariable in = b.variable(name);
            SDVariable shift = sd.var("shift." + name, Nd4j.zeros(DataType.DOUBLE, x.shape()));
            List<String> readers = List.copyOf(sd.getOps().keySet());
            Surgery.rewire(in, in.add(shift), readers);
            moved.put(shift.name(), shift.getArr());
          }
        });
    List<SDVariable> weights = b.weights().stream().map(b::variable).toList();
    sd.convertToVariables(weights);
    weights.forEach(w -> moved.put(w.name(), w.getArr()));
    SDVariable loss = null;
    for (TensorInfo output : b.outputs()) {
      SDVariable out = b.variable(output.name());
      INDArray factors = factors(run(sd, feeds, out.name()).shape());
      SDVariable sum = sd.sum(out.mul(sd.constant(factors)));
      loss = loss == null ? sum : loss.add(sum);
    }
    loss.rename("loss");
    Lookups.makeDifferentiable(sd);
    GradientGaps.check(sd, GradientGraph.predicted(sd, "loss"));
    GradientGraph graph = GradientGraph.of(sd, "loss");
    assertFalse(moved.isEmpty());
    try (GraphRunner runner = Runners.training(graph, List.of("loss"), false);
        GraphRunner forward = Runners.forward(sd, List.of("loss"))) {
      Map<String, INDArray> results = runner.run(feeds);
      Map<String, INDArray> got = new LinkedHashMap<>();
      moved.keySet().forEach(n -> got.put(n, results.get(graph.gradientName(n)).dup('c')));
      double largest =
          got.values().stream().mapToDouble(g -> g.amaxNumber().doubleValue()).max().orElse(0);
      GradientCheck check = new GradientCheck(forward, feeds);
      moved.forEach((n, at) -> check.compare(n, at, got.get(n), largest));
    }
  }

  private static INDArray factors(long... shape) {
    Random random = new Random(3);
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, 2 * random.nextDouble() - 1);
    }
    return array;
  }

  private static INDArray run(SameDiff sd, Map<String, INDArray> feeds, String out) {
    try (GraphRunner runner = Runners.forward(sd, List.of(out))) {
      return runner.run(feeds).get(out).dup();
    }
  }

  private void compare(String name, INDArray at, INDArray got, double largest) {
    long step = Math.max(1, at.length() / MAX_MOVED);
    for (long i = 0; i < at.length(); i += step) {
      double want = difference(at, i);
      double value = got.data().getDouble(i);
      assertTrue(
          Math.abs(want - value) <= RELATIVE * Math.max(largest, 1e-3),
          name + " at " + i + ": " + value + ", differences " + want + ", largest " + largest);
    }
  }

  private double difference(INDArray at, long element) {
    double before = at.data().getDouble(element);
    double[] factors = {1, -8, 8, -1};
    double sum = 0;
    for (int i = 0; i < factors.length; i++) {
      at.data().put(element, before + STEP * (i < 2 ? i - 2 : i - 1));
      sum += factors[i] * forward.run(feeds).get("loss").getDouble(0);
    }
    at.data().put(element, before);
    return sum / (12 * STEP);
  }
}
