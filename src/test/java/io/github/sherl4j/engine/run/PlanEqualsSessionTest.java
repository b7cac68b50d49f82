package io.github.sherl4j.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.TopologicalOps;
import io.github.sherl4j.engine.TrainingSwitch;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Attached;
import io.github.sherl4j.testing.RandomFeeds;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every tensor of a training step, compiled plan against SameDiff's session. */
class PlanEqualsSessionTest {

  private static final double RELATIVE = 1e-6;

  @TestFactory
  Stream<DynamicTest> everyTensorOfAStep() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .flatMap(
            f ->
                Stream.of("sherl", "last-layers", "full")
                    .map(
                        m ->
                            DynamicTest.dynamicTest(f.getFileName() + " " + m, () -> check(f, m))));
  }

  private static void check(Path folder, String method) {
    TuningConfig.Builder config = TuningConfig.builder().seed(3);
    if (method.equals("sherl")) {
      config.option("width", 8).option("gate-start", 0.5).option("dropout", 0.1);
    }
    try (TunedModel model = Attached.to(folder, method, config.build())) {
      compare(folder.getFileName() + " " + method, model);
    } catch (BadInputException e) {
      assertTrue(
          method.equals("last-layers") && e.getMessage().contains("weights of their own"),
          e::toString);
      System.out.println(folder.getFileName() + " has no last layers: " + e.getMessage());
    }
  }

  private static void compare(String where, TunedModel model) {
    GradientGraph gradients = model.gradients();
    SameDiff graph = gradients.graph();
    List<String> results = new ArrayList<>(List.of(TunedModel.LOSS));
    gradients.trainables().forEach(t -> results.add(gradients.gradientName(t)));
    Map<String, INDArray> feeds = RandomFeeds.of(model);
    Map<String, INDArray> plan = new HashMap<>();
    long bytes;
    try (PlannedRunner planned =
        new PlannedRunner(graph, gradients.forwardOps(), results, List.of())) {
      planned.watch((name, value) -> plan.put(name, value.dup()));
      TrainingSwitch.training(
          graph, 7, () -> planned.run(feeds).forEach((name, value) -> plan.put(name, value.dup())));
      assertTrue(planned.isPlanned(), where + " ran in a session");
      bytes = planned.memory().peakBytes();
    }
    assertTrue(plan.keySet().containsAll(results), "results missing: " + results);
    Set<String> wanted = new LinkedHashSet<>(results);
    for (SameDiffOp op : TopologicalOps.of(graph)) {
      op.getOutputsOfOp().stream().filter(plan::containsKey).forEach(wanted::add);
    }
    Map<String, Double> off = new TreeMap<>();
    long session;
    try (SessionRunner own = new SessionRunner(graph, results)) {
      TrainingSwitch.training(graph, 7, () -> own.run(feeds));
      session = own.memory().peakBytes();
    }
    Set<String> ops = new TreeSet<>();
    try (SessionRunner all = new SessionRunner(graph, List.copyOf(wanted))) {
      TrainingSwitch.training(
          graph,
          7,
          () ->
              all.run(feeds)
                  .forEach(
                      (name, value) -> {
                        double apart = apart(value, plan.get(name));
                        if (apart > 0) {
                          off.put(name, apart);
                          ops.add(graph.getVariableOutputOp(name).opName());
                        }
                      }));
    }
    double worst = off.values().stream().mapToDouble(d -> d).max().orElse(0);
    System.out.printf(
        "%-56s %5d tensors, %3d not bit-equal, worst %.1e %s; %d bytes in the plan, %d in a session%n",
        where, wanted.size(), off.size(), worst, ops, bytes, session);
    assertTrue(worst <= RELATIVE, where + ": " + off);
  }

  /** 0 for the same bits, else the largest difference over the largest number. */
  private static double apart(INDArray expected, INDArray actual) {
    assertEquals(expected.dataType(), actual.dataType());
    assertEquals(Arrays.toString(expected.shape()), Arrays.toString(actual.shape()));
    double[] a = expected.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    double[] b = actual.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    double most = 0;
    double largest = 1e-30;
    for (int i = 0; i < a.length; i++) {
      if (Double.doubleToLongBits(a[i]) != Double.doubleToLongBits(b[i]) && !(a[i] == b[i])) {
        double difference = Math.abs(a[i] - b[i]);
        most = Math.max(most, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
      }
      largest = Math.max(largest, Math.abs(a[i]));
    }
    return most / largest;
  }
}
