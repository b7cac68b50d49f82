package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.engine.GradientGaps;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.Lookups;
import io.github.sherl4j.engine.Surgery;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.layers.LayerMapper;
import io.github.sherl4j.importer.layers.LayerTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of every layer type, for all its weights and inputs, against central differences in
 * double.
 */
class KerasGradientTest {

  private static final double RELATIVE = 1e-6;
  private static final double STEP = 1e-5;
  private static final int MAX_MOVED = 40;

  @TempDir static Path folder;

  @Test
  void everyMappedTypeHasACase() {
    Set<String> mapped = new TreeSet<>();
    for (LayerMapper m : ServiceLoader.load(LayerMapper.class)) {
      if (m instanceof LayerTable && !ofDeeplearning4j(m)) {
        mapped.addAll(m.types());
      }
    }
    assertEquals(mapped, new TreeSet<>(LayerCases.all().keySet()));
    System.out.println(mapped.size() + " layer types, " + LayerCases.all().size() + " cases");
  }

  /** Their types are no names of Keras: no Keras file can hold them. */
  private static boolean ofDeeplearning4j(LayerMapper mapper) {
    return mapper.getClass().getPackageName().contains(".importer.dl4j.");
  }

  @TestFactory
  Stream<DynamicTest> gradients() {
    return LayerCases.all().entries().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue())));
  }

  private static void check(LayerModel model) {
    Path file = model.write(folder.resolve("g" + System.nanoTime() + ".h5"));
    try (Backbone b = Backbones.open(file)) {
      SameDiff sd = b.graph();
      Map<String, INDArray> feeds = new LinkedHashMap<>();
      Map<String, INDArray> moved = new LinkedHashMap<>();
      model
          .feeds()
          .forEach(
              (name, x) -> {
                feeds.put(b.variable(name).name(), x);
                if (x.dataType().isFPType()) {
                  SDVariable in = b.variable(name);
                  SDVariable shift =
                      sd.var("shift." + name, Nd4j.zeros(DataType.DOUBLE, x.shape()));
                  List<String> readers = List.copyOf(sd.getOps().keySet());
                  Surgery.rewire(in, in.add(shift), readers);
                  moved.put(shift.name(), shift.getArr());
                }
              });
      List<SDVariable> weights = b.weights().stream().map(b::variable).toList();
      sd.convertToVariables(weights);
      weights.forEach(w -> moved.put(w.name(), w.getArr()));
      String out = b.variable(b.outputs().get(0).name()).name();
      INDArray y = run(sd, feeds, out);
      INDArray factors = LayerModel.values(new Random(3), -1, 1, y.shape());
      sd.sum(sd.getVariable(out).mul(sd.constant(factors))).rename("loss");
      Lookups.makeDifferentiable(sd);
      GradientGaps.check(sd, GradientGraph.predicted(sd, "loss"));
      GradientGraph graph = GradientGraph.of(sd, "loss");
      try (GraphRunner runner = Runners.training(graph, List.of("loss"), false);
          GraphRunner forward = Runners.forward(sd, List.of("loss"))) {
        Map<String, INDArray> results = runner.run(feeds);
        Map<String, INDArray> got = new LinkedHashMap<>();
        moved.keySet().forEach(n -> got.put(n, results.get(graph.gradientName(n)).dup('c')));
        double largest =
            got.values().stream().mapToDouble(g -> g.amaxNumber().doubleValue()).max().orElse(0);
        moved.forEach((n, at) -> compare(forward, feeds, n, at, got.get(n), largest));
      }
    }
  }

  private static INDArray run(SameDiff sd, Map<String, INDArray> feeds, String out) {
    try (GraphRunner runner = Runners.forward(sd, List.of(out))) {
      return runner.run(feeds).get(out).dup();
    }
  }

  private static void compare(
      GraphRunner forward,
      Map<String, INDArray> feeds,
      String name,
      INDArray at,
      INDArray got,
      double largest) {
    long step = Math.max(1, at.length() / MAX_MOVED);
    for (long i = 0; i < at.length(); i += step) {
      double want = difference(forward, feeds, at, i);
      double value = got.data().getDouble(i);
      assertTrue(
          Math.abs(want - value) <= RELATIVE * Math.max(largest, 1e-3),
          name + " at " + i + ": " + value + ", differences " + want + ", largest " + largest);
    }
  }

  private static double difference(
      GraphRunner forward, Map<String, INDArray> feeds, INDArray at, long element) {
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
