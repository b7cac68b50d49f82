package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.Backbone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Composed LayerNorm and RMSNorm, in the ways exporters write them, and what only looks like it.
 */
class NormFusionTest {

  private static final String LAYER = "LayerNorm";
  private static final String RMS = "RMSNorm";

  private final PatternModel m = new PatternModel();

  private String centred(String x, long... axes) {
    return m.add("Sub", x, m.mean(x, axes));
  }

  private String deviation(String square, String epsilon, long... axes) {
    return m.add("Sqrt", m.add("Add", m.mean(square, axes), epsilon));
  }

  private String square(String v) {
    return m.add("Pow", v, m.number(2));
  }

  @Test
  void layerNormWithGainAndBias() {
    String c = centred(m.input("x", 2, 3, 4), -1);
    String unit = m.add("Div", c, deviation(square(c), m.number(1e-5), -1));
    String scaled = m.add("Mul", m.constant(List.of(4L), 1, 2, 3, 4), unit);
    String y = m.add("Add", scaled, m.constant(List.of(4L), 1, -2, 3, -4));
    m.output(y).fuses(LAYER);
    try (Backbone b = m.open(true)) {
      NoMatchException e = assertThrows(NoMatchException.class, () -> b.variable(c));
      assertTrue(e.remedy().contains("--no-fuse"), e.getMessage());
      assertEquals(List.of(-1L, 3L, 4L), b.tensor(c).orElseThrow().shape());
      assertEquals(b.graph(), b.variable(unit).getSameDiff());
      assertEquals(6, b.fusions().get(0).interior().size());
      assertTrue(b.graph().getOps().size() <= 10, b.graph().summary());
    }
  }

  @Test
  void layerNormOfProductsAndPositiveAxis() {
    String c = centred(m.input("x", 5, 4), 1);
    String safe = m.add("Add", m.number(1e-12), m.mean(m.add("Mul", c, c), 1));
    m.output(m.add("Div", c, m.add("Sqrt", safe))).fuses(LAYER);
  }

  @Test
  void layerNormByAnInverse() {
    String c = centred(m.input("x", 5, 4), 1);
    String inverse = m.add("Reciprocal", deviation(square(c), m.number(1e-6), 1));
    m.output(m.add("Mul", inverse, c)).fuses(LAYER);
  }

  @Test
  void axesAsAnOperand() {
    m.opset(18);
    String x = m.input("x", 2, 3, 4);
    String c = m.add("Sub", x, m.add("ReduceMean", x, m.longs(-1)));
    String mean = m.add("ReduceMean", square(c), m.longs(2));
    String root = m.add("Pow", m.add("Add", mean, m.number(1e-5)), m.number(0.5));
    m.output(m.add("Div", c, root)).fuses(LAYER);
  }

  @Test
  void rmsNormByAQuotient() {
    String x = m.input("x", 2, 3, 4);
    String unit = m.add("Div", x, deviation(square(x), m.number(1e-6), -1));
    m.output(m.add("Mul", unit, m.constant(List.of(4L), 1, 2, 3, 4))).fuses(RMS);
  }

  @Test
  void rmsNormByInverses() {
    String x = m.input("x", 2, 3, 4);
    String first = m.add("Div", m.number(1), deviation(square(x), m.number(1e-6), -1));
    String h = m.add("Mul", x, first);
    String safe = m.add("Add", m.mean(m.add("Mul", h, h), -1), m.number(1e-3));
    m.output(m.add("Mul", h, m.add("Pow", safe, m.number(-0.5)))).fuses(RMS, RMS);
  }

  @Test
  void zeroRowsStayFinite() {
    String c = centred(m.input("x", 2, 4), 1);
    m.output(m.add("Div", c, deviation(square(c), m.number(1e-12), 1)));
    m.feed("x", Nd4j.createFromArray(new float[][] {{7, 7, 7, 7}, {0, 0, 0, 1e-7f}})).fuses(LAYER);
  }

  @Test
  void anotherAxis() {
    String c = centred(m.input("x", 2, 3, 4), 1);
    m.output(m.add("Div", c, deviation(square(c), m.number(1e-5), 1))).fuses();
  }

  @Test
  void twoAxes() {
    String c = centred(m.input("x", 2, 3, 4), 1, 2);
    m.output(m.add("Div", c, deviation(square(c), m.number(1e-5), 1, 2))).fuses();
  }

  @Test
  void meansOverDifferentAxes() {
    String c = centred(m.input("x", 2, 3, 4), 1);
    m.output(m.add("Div", c, deviation(square(c), m.number(1e-5), 2))).fuses(RMS);
  }

  @Test
  void anAxisThatIsDropped() {
    String x = m.input("x", 4, 4);
    String mean =
        m.node(
            "ReduceMean",
            List.of(square(x)),
            PatternModel.integers("axes", 1),
            Models.integer("keepdims", 0));
    m.output(m.add("Div", x, m.add("Sqrt", m.add("Add", mean, m.number(1e-5))))).fuses();
  }

  @Test
  void anotherExponent() {
    String c = centred(m.input("x", 2, 4), 1);
    String fourth = m.add("Pow", c, m.number(4));
    m.output(m.add("Div", c, deviation(fourth, m.number(1e-5), 1))).fuses();
  }

  @Test
  void anEpsilonForEachColumn() {
    String c = centred(m.input("x", 2, 2), 1);
    String epsilon = m.constant(List.of(2L), 1e-5f, 1e-3f);
    m.output(m.add("Div", c, deviation(square(c), epsilon, 1))).fuses();
  }

  @Test
  void anEpsilonOutsideTheRoot() {
    String c = centred(m.input("x", 2, 4), 1);
    String root = m.add("Sqrt", m.mean(square(c), 1));
    m.output(m.add("Div", c, m.add("Add", root, m.number(1e-5)))).fuses();
  }

  @Test
  void theSquareOfSomethingElse() {
    String x = m.input("x", 2, 4);
    m.output(m.add("Div", m.input("z", 2, 4), deviation(square(x), m.number(1e-5), 1))).fuses();
  }

  @Test
  void theMeanIsReadElsewhere() {
    String x = m.input("x", 2, 4);
    String mean = m.mean(x, 1);
    String c = m.add("Sub", x, mean);
    String unit = m.add("Div", c, deviation(square(c), m.number(1e-5), 1));
    m.output(m.add("Add", unit, mean)).fuses(RMS);
  }

  @Test
  void theVarianceIsAnOutput() {
    String c = centred(m.input("x", 2, 4), 1);
    String variance = m.mean(square(c), 1);
    String root = m.add("Sqrt", m.add("Add", variance, m.number(1e-5)));
    m.output(m.add("Div", c, root)).output(variance).fuses();
  }
}
