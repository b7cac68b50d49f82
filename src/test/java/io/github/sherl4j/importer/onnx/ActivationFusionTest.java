package io.github.sherl4j.importer.onnx;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Composed GELU in both forms, SiLU, and what only looks like them. */
class ActivationFusionTest {

  private static final double ROOT = Math.sqrt(2);
  private static final double RATE = Math.sqrt(2 / Math.PI);

  private final PatternModel m = new PatternModel();
  private final String x = m.input("x", 3, 50);

  private String gate(double root) {
    return m.add("Add", m.add("Erf", m.add("Div", x, m.number(root))), m.number(1));
  }

  private String tanhGate(String argument) {
    return m.add("Add", m.number(1), m.add("Tanh", argument));
  }

  private String cubic(double factor) {
    String cube = m.add("Pow", x, m.number(3));
    return m.add("Add", x, m.add("Mul", cube, m.number(factor)));
  }

  @Test
  void halfAtTheEnd() {
    String product = m.add("Mul", x, gate(ROOT));
    m.output(m.add("Mul", product, m.number(0.5))).fuses("GELU");
  }

  @Test
  void halfAtTheBeginning() {
    String half = m.add("Mul", m.number(0.5), x);
    m.output(m.add("Mul", half, gate(ROOT))).fuses("GELU");
  }

  @Test
  void halfOfTheGate() {
    String argument = m.add("Mul", x, m.number(Math.sqrt(0.5)));
    String gate = m.add("Add", m.number(1), m.add("Erf", argument));
    m.output(m.add("Mul", m.add("Div", gate, m.number(2)), x)).fuses("GELU");
  }

  @Test
  void ofAProduct() {
    String y = m.add("Mul", x, x);
    String gate = m.add("Add", m.add("Erf", m.add("Div", y, m.number(ROOT))), m.number(1));
    m.output(m.add("Mul", m.add("Mul", y, gate), m.number(0.5))).fuses("GELU");
  }

  @Test
  void anotherArgument() {
    m.output(m.add("Mul", m.add("Mul", x, gate(1.5)), m.number(0.5))).fuses();
  }

  @Test
  void anotherFactor() {
    m.output(m.add("Mul", m.add("Mul", x, gate(ROOT)), m.number(0.4))).fuses();
  }

  @Test
  void anotherSum() {
    String gate = m.add("Add", m.add("Erf", m.add("Div", x, m.number(ROOT))), m.number(2));
    m.output(m.add("Mul", m.add("Mul", x, gate), m.number(0.5))).fuses();
  }

  @Test
  void theGateOfAnotherTensor() {
    String z = m.input("z", 3, 50);
    m.output(m.add("Mul", m.add("Mul", z, gate(ROOT)), m.number(0.5))).fuses();
  }

  @Test
  void theGateIsReadElsewhere() {
    String gate = gate(ROOT);
    String y = m.add("Mul", m.add("Mul", x, gate), m.number(0.5));
    m.output(m.add("Add", y, gate)).fuses();
  }

  @Test
  void aConstantThatAddsAnAxis() {
    String half = m.constant(List.of(1L, 1L, 1L), 0.5f);
    m.output(m.add("Mul", m.add("Mul", x, gate(ROOT)), half)).fuses();
  }

  @Test
  void tanhOfAPower() {
    String gate = tanhGate(m.add("Mul", m.number(RATE), cubic(0.044715)));
    m.output(m.add("Mul", m.add("Mul", x, m.number(0.5)), gate)).fuses("tanh GELU");
  }

  @Test
  void tanhOfProducts() {
    String square = m.add("Mul", x, m.add("Mul", m.number(0.044715), x));
    String inner = m.add("Mul", m.add("Mul", x, m.number(RATE)), m.add("Add", square, m.number(1)));
    String gate = tanhGate(inner);
    m.output(m.add("Mul", m.number(0.5), m.add("Mul", x, gate))).fuses("tanh GELU");
  }

  @Test
  void tanhWithAnotherCubic() {
    String gate = tanhGate(m.add("Mul", m.number(RATE), cubic(0.44)));
    m.output(m.add("Mul", m.add("Mul", x, m.number(0.5)), gate)).fuses();
  }

  @Test
  void tanhWithAnotherRate() {
    String gate = tanhGate(m.add("Mul", m.number(0.8), cubic(0.044715)));
    m.output(m.add("Mul", m.add("Mul", x, m.number(0.5)), gate)).fuses();
  }

  @Test
  void tanhOfASquare() {
    String square = m.add("Mul", m.add("Pow", x, m.number(2)), m.number(0.044715));
    String gate = tanhGate(m.add("Mul", m.number(RATE), m.add("Add", x, square)));
    m.output(m.add("Mul", m.add("Mul", x, m.number(0.5)), gate)).fuses();
  }

  @Test
  void farFromZero() {
    String gate = tanhGate(m.add("Mul", m.number(RATE), cubic(0.044715)));
    m.output(m.add("Mul", m.add("Mul", x, m.number(0.5)), gate));
    m.feed("x", far()).fuses("tanh GELU");
  }

  private static INDArray far() {
    float[] values = new float[50];
    for (int i = 0; i < 50; i++) {
      values[i] = 10 * i - 245;
    }
    return Nd4j.createFromArray(new float[][] {values, values, values});
  }

  /** The native swish would be NaN here: two operations stay two. */
  @Test
  void siluFarFromZero() {
    m.output(m.add("Mul", x, m.add("Sigmoid", x)));
    m.feed("x", far()).fuses();
  }
}
