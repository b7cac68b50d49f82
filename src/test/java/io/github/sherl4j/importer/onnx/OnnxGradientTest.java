package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.testing.SharedData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradients of the last block and the head against recorded ones: every recorded parameter whose
 * value or transpose is a weight of the file.
 */
class OnnxGradientTest {

  private static final double RELATIVE = 1e-3;

  /** Gradients this small against the largest of the model are noise around zero. */
  private static final double NOISE = 1e-6;

  @TestFactory
  Stream<DynamicTest> recordedGradients() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "grads.npz").stream()
        .map(Fixture::new)
        .map(f -> DynamicTest.dynamicTest(f.name(), () -> check(f)));
  }

  /** A parameter of the record and the weight of the file that holds it. */
  private record Match(String parameter, String weight, boolean transposed) {}

  private static void check(Fixture f) {
    Map<String, NpyArray> grads = Npz.read(f.folder().resolve("grads.npz"));
    try (Backbone backbone = f.open()) {
      List<Match> matches = matches(backbone, grads);
      long recorded = grads.keySet().stream().filter(k -> k.startsWith("param/")).count();
      System.out.printf(
          "%s: %d of %d recorded parameters are weights of the file%n",
          f.name(), matches.size(), recorded);
      if (matches.isEmpty()) {
        return;
      }
      Map<String, INDArray> got = gradients(f, backbone, grads, matches);
      double largest = 0;
      for (Match m : matches) {
        largest = Math.max(largest, max(grads.get("grad/" + m.parameter()).toDoubles()));
      }
      for (Match m : matches) {
        NpyArray want = grads.get("grad/" + m.parameter());
        INDArray g = got.get(backbone.variable(m.weight()).name());
        double[] values = Fixture.values(m.transposed() ? g.transpose() : g);
        double d = Fixture.difference(m.parameter(), values, want.toDoubles());
        double allowed = RELATIVE * max(want.toDoubles()) + NOISE * largest;
        assertTrue(d <= allowed, m + " differs by " + d + ", allowed " + allowed);
      }
    }
  }

  private static Map<String, INDArray> gradients(
      Fixture f, Backbone backbone, Map<String, NpyArray> grads, List<Match> matches) {
    SameDiff sd = backbone.graph();
    LinkedHashSet<String> weights = new LinkedHashSet<>();
    matches.forEach(m -> weights.add(m.weight()));
    List<SDVariable> variables = new ArrayList<>();
    weights.forEach(w -> variables.add(backbone.variable(w)));
    sd.convertToVariables(variables);
    SDVariable first = backbone.variable(backbone.outputs().get(0).name());
    SDVariable c = sd.constant("test.C", grads.get("C").toNd4j().castTo(first.dataType()));
    sd.sum("test.loss", first.mul(c));
    sd.setLossVariables("test.loss");
    Map<String, INDArray> feed = new LinkedHashMap<>();
    f.inputs(backbone).forEach((k, v) -> feed.put(backbone.variable(k).name(), v));
    List<String> names = variables.stream().map(SDVariable::name).toList();
    return sd.calculateGradients(feed, names);
  }

  private static List<Match> matches(Backbone backbone, Map<String, NpyArray> grads) {
    List<Match> matches = new ArrayList<>();
    for (String key : grads.keySet()) {
      if (key.startsWith("param/")) {
        String parameter = key.substring("param/".length());
        Match match = match(backbone, parameter, grads.get(key));
        if (match != null) {
          matches.add(match);
        }
      }
    }
    return matches;
  }

  private static Match match(Backbone backbone, String parameter, NpyArray value) {
    double[] direct = value.toDoubles();
    double[] flipped =
        value.shape().size() == 2 ? Fixture.values(value.toNd4j().transpose()) : null;
    for (String weight : backbone.weights()) {
      INDArray array = backbone.variable(weight).getArr();
      if (array.length() == direct.length) {
        double[] values = Fixture.values(array);
        boolean same = Arrays.equals(shape(array), value.shape().toArray());
        if (same && Arrays.equals(values, direct)) {
          return new Match(parameter, weight, false);
        }
        if (flipped != null && Arrays.equals(values, flipped)) {
          return new Match(parameter, weight, true);
        }
      }
    }
    return null;
  }

  private static Object[] shape(INDArray array) {
    return Arrays.stream(array.shape()).boxed().toArray();
  }

  private static double max(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
