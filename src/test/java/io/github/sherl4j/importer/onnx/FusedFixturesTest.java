package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSortedMultiset;
import io.github.sherl4j.discover.BlockDiscovery;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Chain;
import io.github.sherl4j.discover.Tap;
import io.github.sherl4j.engine.Lookups;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.FusedPattern;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.testing.SharedData;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every model folder opened fused and unfused: outputs, gradients and blocks are the same. */
class FusedFixturesTest {

  private static final double OUTPUTS = 1e-5;
  private static final double GRADIENTS = 1e-4;
  private static final double NOISE = 1e-6;

  @TestFactory
  Stream<DynamicTest> bothAgree() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(Fixture::new)
        .map(f -> DynamicTest.dynamicTest(f.name(), () -> check(f)));
  }

  private static void check(Fixture f) {
    try (Backbone fused = f.open();
        Backbone unfused =
            Backbones.open(f.folder().resolve("model.onnx"), ImportOptions.DEFAULT.fuse(false))) {
      System.out.println(
          f.name()
              + ": "
              + fused.fusions().stream()
                  .map(FusedPattern::pattern)
                  .collect(ImmutableSortedMultiset.toImmutableSortedMultiset(String::compareTo)));
      assertEquals(unfused.fingerprint(), fused.fingerprint());
      assertEquals(unfused.ops(), fused.ops());
      assertEquals(unfused.trainable(), fused.trainable());
      assertEquals(taps(unfused), taps(fused));
      Set<String> inside = new HashSet<>();
      fused.fusions().forEach(p -> inside.addAll(p.interior()));
      for (FusedPattern p : fused.fusions()) {
        assertTrue(!inside.contains(p.output()), p.toString());
      }
      taps(fused).stream().flatMap(List::stream).forEach(t -> fused.variable(t.tensor()));
      Map<String, INDArray> feed = f.inputs(fused);
      List<String> outputs = fused.outputs().stream().map(TensorInfo::name).toList();
      Map<String, INDArray> a = Fixture.run(fused, feed, outputs);
      Map<String, INDArray> b = Fixture.run(unfused, feed, outputs);
      for (String o : outputs) {
        double[] want = Fixture.values(b.get(o));
        double d = Fixture.difference(o, Fixture.values(a.get(o)), want);
        assertTrue(d <= OUTPUTS * Math.max(1, max(want)), o + " differs by " + d);
      }
      gradientsAgree(fused, unfused, feed, b.get(outputs.get(0)).shape());
    }
  }

  private static List<List<Tap>> taps(Backbone backbone) {
    BlockMap blocks = BlockDiscovery.discover(backbone);
    return blocks.chains().stream().map(Chain::taps).toList();
  }

  private static void gradientsAgree(
      Backbone fused, Backbone unfused, Map<String, INDArray> feed, long[] shape) {
    double[] factors =
        new SplittableRandom(3).doubles(Arrays.stream(shape).reduce(1, (x, y) -> x * y)).toArray();
    INDArray factor = Nd4j.createFromArray(factors).reshape(shape);
    Map<String, INDArray> a = gradients(fused, feed, factor);
    Map<String, INDArray> b = gradients(unfused, feed, factor);
    assertEquals(b.keySet(), a.keySet());
    Map<String, double[]> want =
        b.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> Fixture.values(e.getValue())));
    double largest = want.values().stream().mapToDouble(FusedFixturesTest::max).max().orElse(0);
    for (Map.Entry<String, double[]> w : want.entrySet()) {
      double d = Fixture.difference(w.getKey(), Fixture.values(a.get(w.getKey())), w.getValue());
      double allowed = GRADIENTS * max(w.getValue()) + NOISE * largest;
      assertTrue(d <= allowed, w.getKey() + " differs by " + d + ", allowed " + allowed);
    }
  }

  private static Map<String, INDArray> gradients(
      Backbone backbone, Map<String, INDArray> feed, INDArray factor) {
    SameDiff sd = backbone.graph();
    List<SDVariable> weights = backbone.trainable().stream().map(backbone::variable).toList();
    sd.convertToVariables(weights);
    Lookups.makeDifferentiable(sd);
    SDVariable first = backbone.variable(backbone.outputs().get(0).name());
    SDVariable c = sd.constant("test.C", factor.castTo(first.dataType()));
    sd.sum("test.loss", first.mul(c));
    sd.setLossVariables("test.loss");
    Map<String, INDArray> placeholders = new LinkedHashMap<>();
    feed.forEach((k, v) -> placeholders.put(backbone.variable(k).name(), v));
    sd.createGradFunction();
    List<String> reached =
        weights.stream().filter(w -> w.gradient() != null).map(SDVariable::name).toList();
    return sd.calculateGradients(placeholders, reached);
  }

  private static double max(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
