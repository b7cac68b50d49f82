package io.github.sherl4j.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients of norms and GELUs against differences in double, single rows and numbers included. */
class SafeFormsTest {

  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-7;
  private static final double EPSILON = 1e-5;

  private interface Form {
    SDVariable of(SameDiff sd, SDVariable x, int rank, long width);
  }

  private static Map<String, Form> forms() {
    Map<String, Form> forms = new LinkedHashMap<>();
    forms.put("standardize", (sd, x, r, w) -> SafeNorms.standardize(sd, x, EPSILON, r - 1));
    forms.put("standardizeRows", (sd, x, r, w) -> SafeNorms.standardizeRows(sd, x, r, w, EPSILON));
    forms.put("rms", (sd, x, r, w) -> SafeNorms.rms(sd, x, EPSILON, r - 1));
    forms.put("rmsRows", (sd, x, r, w) -> SafeNorms.rmsRows(sd, x, r, w, EPSILON));
    forms.put("gelu", (sd, x, r, w) -> SafeOps.gelu(sd, x));
    forms.put("logSoftmax", (sd, x, r, w) -> SafeOps.logSoftmax(sd, x, r - 1));
    forms.put("geluTanh", (sd, x, r, w) -> SafeOps.geluTanh(sd, x));
    return forms;
  }

  @TestFactory
  Stream<DynamicTest> gradients() {
    long[][] shapes = {
      {8}, {1, 8}, {3, 8}, {1, 1, 8}, {1, 3, 8}, {2, 1, 8}, {2, 3, 8}, {1, 1, 1, 8}
    };
    return forms().entrySet().stream()
        .flatMap(
            e ->
                Arrays.stream(shapes)
                    .map(
                        s ->
                            DynamicTest.dynamicTest(
                                e.getKey() + " of " + Arrays.toString(s),
                                () -> check(e.getValue(), s))));
  }

  @Test
  void logSoftmaxOfValuesFarApart() {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.var("x", Nd4j.createFromArray(new float[][] {{1000, 0, -120, 1000}}));
    SDVariable y = SafeOps.logSoftmax(sd, x, 1).rename("y");
    SDVariable label = sd.constant(Nd4j.createFromArray(new float[][] {{1, 0, 0, 0}}));
    sd.sum("loss", y.mul(label).neg());
    sd.setLossVariables("loss");
    float half = (float) Math.log(0.5);
    assertArrayEquals(
        new float[] {half, half - 1000, half - 1120, half}, y.eval().toFloatVector(), 1e-3f);
    assertEquals(-half, sd.getVariable("loss").eval().getFloat(0), 1e-6);
    INDArray gradient = sd.calculateGradients(Map.of(), "x").get("x");
    assertArrayEquals(new float[] {-0.5f, 0, 0, 0.5f}, gradient.toFloatVector(), 1e-6f);
  }

  private static void check(Form form, long... shape) {
    Random random = new Random(5);
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.var("x", doubles(random, size, 2, shape));
    SDVariable y = form.of(sd, x, shape.length, shape[shape.length - 1]);
    sd.sum("loss", y.mul(sd.constant(doubles(random, size, 1, shape))));
    sd.setLossVariables("loss");
    double[] got = sd.calculateGradients(Map.of(), "x").get("x").dup('c').data().asDouble();
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < size; i++) {
      double want = difference(sd, x.getArr(), i);
      largest = Math.max(largest, Math.abs(want));
      worst = Math.max(worst, Math.abs(want - got[i]));
    }
    assertTrue(worst <= RELATIVE * largest, "differs by " + worst + ", largest " + largest);
  }

  private static double difference(SameDiff sd, INDArray at, int element) {
    double before = at.data().getDouble(element);
    at.data().put(element, before + STEP);
    double after = sd.output(Map.of(), "loss").get("loss").getDouble(0);
    at.data().put(element, before - STEP);
    after -= sd.output(Map.of(), "loss").get("loss").getDouble(0);
    at.data().put(element, before);
    return after / (2 * STEP);
  }

  private static INDArray doubles(Random random, int size, double reach, long... shape) {
    return Nd4j.createFromArray(random.doubles(size, -reach, reach).toArray()).reshape(shape);
  }
}
