package io.github.sherl4j.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.importer.layers.LayerMapper;
import io.github.sherl4j.testing.GradientCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of every layer type that only Deeplearning4j has, in networks in double, against
 * central differences.
 */
class NetworkGradientTest {

  private static Backbone open(NetworkCase c) {
    Model network = c.network().get();
    return network instanceof ComputationGraph graph
        ? Dl4jNetworks.of(graph, c.options())
        : Dl4jNetworks.of((MultiLayerNetwork) network, c.options());
  }

  @Test
  void everyMappedTypeHasACase() {
    Set<String> missing = new TreeSet<>();
    for (LayerMapper m : ServiceLoader.load(LayerMapper.class)) {
      if (m.getClass().getPackageName().contains(".importer.dl4j.")) {
        missing.addAll(m.types());
      }
    }
    int types = missing.size();
    for (NetworkCase c : GradientCases.all()) {
      try (Backbone b = open(c)) {
        b.ops().forEach(op -> missing.remove(op.type()));
      }
    }
    assertEquals(Set.of(), missing);
    System.out.println(types + " layer types, " + GradientCases.all().size() + " cases");
  }

  @TestFactory
  Stream<DynamicTest> gradients() {
    return GradientCases.all().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private static void check(NetworkCase c) {
    try (Backbone b = open(c)) {
      Map<String, INDArray> feeds = new LinkedHashMap<>();
      for (int i = 0; i < c.inputs().size(); i++) {
        TensorInfo in = b.inputs().get(i);
        feeds.put(in.name(), c.inputs().get(i).castTo(in.dtype()));
      }
      b.checkInputs(feeds);
      GradientCheck.of(b, feeds);
    }
  }
}
