package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.engine.Lookups;
import io.github.sherl4j.importer.Backbone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of every single operator with float results, for each of its float inputs and
 * weights, against central differences in double.
 */
class OnnxOpGradientTest {

  private static final double RELATIVE = 1e-6;
  private static final double STEP = 1e-5;

  /** Elements of one input that are moved; more are sampled. */
  private static final int MAX_MOVED = 40;

  private static final Map<String, Integer> COMPARED = new TreeMap<>();
  private static final AtomicInteger TENSORS = new AtomicInteger();

  @TestFactory
  Stream<DynamicTest> ofFixedSize() {
    return OpCase.all()
        .filter(OpCase::hasGradient)
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c, false)));
  }

  /** The first axis of every input is dynamic: the batch, or the time of recurrent layers. */
  @TestFactory
  Stream<DynamicTest> ofAnyBatch() {
    return OpCase.all()
        .filter(
            c ->
                c.hasGradient()
                    && !c.model(c.opset(), true, true).equals(c.model(c.opset(), false, true)))
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c, true)));
  }

  @AfterAll
  static void report() {
    System.out.printf(
        "gradients compared: %d operators, %d cases, %d tensors%n",
        COMPARED.size(),
        COMPARED.values().stream().mapToInt(Integer::intValue).sum(),
        TENSORS.get());
  }

  private static void check(OpCase c, boolean dynamic) {
    Map<String, INDArray> feed = c.feed(true);
    byte[] bytes = c.model(c.opset(), dynamic, true).toByteArray();
    try (Backbone backbone = OnnxImporter.open(bytes, c.name())) {
      SameDiff sd = backbone.graph();
      Map<String, INDArray> moved = new LinkedHashMap<>();
      Map<String, INDArray> placeholders = new LinkedHashMap<>();
      feed.forEach(
          (name, array) -> {
            String variable = backbone.variable(name).name();
            placeholders.put(variable, array);
            if (array.dataType().isFPType() && !name.equals("unused")) {
              moved.put(variable, array);
            }
          });
      List<SDVariable> weights = new ArrayList<>();
      for (String name : c.weights()) {
        if (backbone.weights().contains(name)) {
          SDVariable v = backbone.variable(name);
          weights.add(v);
          moved.put(v.name(), v.getArr());
        }
      }
      sd.convertToVariables(weights);
      loss(c, backbone);
      Lookups.makeDifferentiable(sd);
      moved.keySet().removeIf(name -> sd.hasVariable(name + ".rows")); // see LookupsTest
      if (moved.isEmpty()) {
        return;
      }
      Map<String, INDArray> got = gradients(sd, placeholders, List.copyOf(moved.keySet()));
      moved.forEach((name, array) -> compare(sd, placeholders, name, array, got.get(name)));
      COMPARED.merge(c.op(), 1, Integer::sum);
      TENSORS.addAndGet(moved.size());
    }
  }

  private static void loss(OpCase c, Backbone backbone) {
    SameDiff sd = backbone.graph();
    Random random = new Random(3);
    SDVariable loss = null;
    for (var out : c.outputs().entrySet()) {
      if (OpCase.isFloat(out.getValue())) {
        SDVariable y = backbone.variable(out.getKey());
        double[] factors = random.doubles(OpCase.doubles(out.getValue()).length, -1, 1).toArray();
        INDArray f = Nd4j.createFromArray(factors).reshape(OpCase.shape(out.getValue()));
        SDVariable part = sd.sum(y.mul(sd.constant(f)));
        loss = loss == null ? part : loss.add(part);
      }
    }
    loss.rename("loss");
    sd.setLossVariables("loss");
  }

  private static Map<String, INDArray> gradients(
      SameDiff sd, Map<String, INDArray> placeholders, List<String> names) {
    try {
      sd.createGradFunction(names.toArray(String[]::new));
    } catch (IllegalStateException e) {
      assertTrue(e.getMessage().startsWith("Cannot differentiate graph"), e.getMessage());
      return Map.of();
    }
    List<String> reached =
        names.stream().filter(n -> sd.getVariable(n).gradient() != null).toList();
    return reached.isEmpty() ? Map.of() : sd.calculateGradients(placeholders, reached);
  }

  /** No gradient at all is a gradient of zero. */
  private static void compare(
      SameDiff sd, Map<String, INDArray> feed, String name, INDArray at, INDArray got) {
    long step = Math.max(1, at.length() / MAX_MOVED);
    double largest = 0;
    double worst = 0;
    for (long i = 0; i < at.length(); i += step) {
      double want = difference(sd, feed, at, i);
      double value = got == null ? 0 : got.dup('c').data().getDouble(i);
      largest = Math.max(largest, Math.abs(want));
      worst = Math.max(worst, Math.abs(want - value));
      assertTrue(Double.isFinite(value), name + " has gradient " + value);
    }
    double allowed = RELATIVE * Math.max(largest, 1e-3);
    assertTrue(worst <= allowed, name + " differs by " + worst + ", largest " + largest);
  }

  /** A central difference over four points. */
  private static double difference(
      SameDiff sd, Map<String, INDArray> feed, INDArray at, long element) {
    double before = at.data().getDouble(element);
    double[] factors = {1, -8, 8, -1};
    double sum = 0;
    for (int i = 0; i < factors.length; i++) {
      at.data().put(element, before + STEP * (i < 2 ? i - 2 : i - 1));
      sum += factors[i] * sd.output(feed, "loss").get("loss").getDouble(0);
    }
    at.data().put(element, before);
    return sum / (12 * STEP);
  }
}
