package io.github.sherl4j.method.sherl;

import static io.github.sherl4j.method.sherl.SherlFormula.BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The adapter against the official PyTorch classes: output, redundancy, attention and every
 * gradient, those into the taps included. Tolerances: contract, section 8.
 */
class GoldenConformanceTest {

  private record Case(
      String name,
      String variant,
      boolean tied,
      boolean train,
      boolean officialNan,
      Path f32,
      Path f64) {
    GoldenCase open(Path file) {
      return new GoldenCase(file, variant, tied, train);
    }
  }

  private static List<Case> cases() throws IOException {
    Path folder = SharedData.golden();
    List<Case> cases = new ArrayList<>();
    for (JsonNode c :
        new ObjectMapper().readTree(folder.resolve("index.json").toFile()).get("cases")) {
      if (c.has("last_is_last_tap")) { // one adapter; the others are whole stacks
        cases.add(
            new Case(
                c.get("name").asText(),
                c.get("variant").asText(),
                c.get("last_is_last_tap").asBoolean(),
                c.get("train").asBoolean(),
                c.get("official_output_nan").asBoolean(),
                folder.resolve(c.get("files").get("f32").asText()),
                folder.resolve(c.get("files").get("f64").asText())));
      }
    }
    assertFalse(cases.isEmpty(), "no case in " + folder);
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> everyVariantEqualsTheOfficialNumbers() throws IOException {
    return cases().stream()
        .flatMap(
            c ->
                Stream.of(
                    DynamicTest.dynamicTest(
                        c.name + " f32", () -> check(c, c.f32, 1e-5, 1e-4, 1e-6)),
                    DynamicTest.dynamicTest(
                        c.name + " f64", () -> check(c, c.f64, 1e-9, 1e-9, 1e-9))));
  }

  private static void check(Case c, Path file, double forward, double gradient, double floor) {
    GoldenCase golden = c.open(file);
    Map<String, double[]> ours = golden.run(GoldenNames.formula(c.variant));
    if (c.officialNan) {
      ours.forEach(
          (name, values) ->
              assertTrue(
                  Arrays.stream(values).allMatch(Double::isFinite), name + " is not finite"));
      return;
    }
    Map<String, Double> worst = violations(golden, ours, forward, gradient, floor);
    assertTrue(worst.isEmpty(), "beyond the tolerance: " + worst);
  }

  /** Arrays beyond the tolerance, with the excess factor; every recorded gradient must be ours. */
  private static Map<String, Double> violations(
      GoldenCase golden,
      Map<String, double[]> ours,
      double forward,
      double gradient,
      double floor) {
    double largest =
        golden.golden().values().stream()
            .filter(a -> a.name().startsWith("grad."))
            .mapToDouble(a -> max(a.toDoubles()))
            .max()
            .orElseThrow();
    Map<String, Double> worst = new TreeMap<>();
    for (NpyArray array : golden.golden().values()) {
      boolean grad = array.name().startsWith("grad.");
      if (grad || isRunning(array.name()) || ours.containsKey(array.name())) {
        double[] expected = array.toDoubles();
        double[] actual = ours.get(array.name());
        assertTrue(actual != null, array.name() + " is not computed");
        assertEquals(expected.length, actual.length, array.name());
        double allowed = grad ? gradient * max(expected) + floor * largest : forward;
        if (array.name().equals("loss")) { // a sum over all of out: rounds with its size
          allowed *= Math.max(1, max(expected));
        }
        double excess = 0;
        for (int i = 0; i < expected.length; i++) {
          double error = Math.abs(expected[i] - actual[i]) / allowed;
          excess = Math.max(excess, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
        }
        if (excess > 1) {
          worst.put(array.name(), excess);
        }
      }
    }
    return worst;
  }

  private static boolean isRunning(String name) {
    return name.startsWith("buffer_after.") && name.contains("running");
  }

  private static double max(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  @Test
  void everyWrongFormulaIsCaught() throws IOException {
    Map<String, SherlFormula> wrong = new TreeMap<>();
    wrong.put("no relu in redundancy", with(false, true, true, true, 1, 1));
    wrong.put("no diagonal", with(true, false, true, true, 1, 1));
    wrong.put("no division by redundancy", with(true, true, false, true, 1, 1));
    wrong.put("other guide", with(true, true, true, false, 1, 1));
    wrong.put("other gate temperature", with(true, true, true, true, 1.1, 1));
    wrong.put("other eps", with(true, true, true, true, 1, 100));
    for (var w : wrong.entrySet()) {
      boolean caught = false;
      for (Case c : cases()) {
        if (!c.officialNan && c.variant.equals("transformer")) {
          GoldenCase golden = c.open(c.f64);
          caught |= !violations(golden, golden.run(w.getValue()), 1e-9, 1e-9, 1e-9).isEmpty();
        }
      }
      assertTrue(caught, w.getKey() + " passes the golden test");
    }
  }

  private static SherlFormula with(
      boolean relu, boolean diagonal, boolean divide, boolean guide, double t, double eps) {
    return new SherlFormula(
        BASE.down(),
        guide ? GuideKind.LAST : GuideKind.FIRST,
        false,
        BASE.up(),
        BASE.gate(),
        BASE.epsL1() * eps,
        BASE.epsL2() * eps,
        BASE.epsOut(),
        BASE.temperature() * t,
        relu,
        diagonal,
        divide);
  }
}
