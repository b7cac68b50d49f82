package io.github.sherl4j.importer.onnx;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Products of attention with a turned operand. */
class ProductFusionTest {

  private static final String PATTERN = "transposed product";

  private final PatternModel m = new PatternModel();

  private String turned(String x, long... permutation) {
    return m.node("Transpose", List.of(x), PatternModel.integers("perm", permutation));
  }

  @Test
  void theLastTwoAxes() {
    String q = m.input("q", 2, 3, 5, 4);
    String k = m.input("k", 2, 3, 6, 4);
    m.output(m.add("MatMul", q, turned(k, 0, 1, 3, 2))).fuses(PATTERN);
  }

  @Test
  void stacksOfThreeAxes() {
    String q = m.input("q", 2, 5, 4);
    m.output(m.add("MatMul", q, turned(m.input("k", 2, 6, 4), 0, 2, 1))).fuses(PATTERN);
  }

  /** Here a copy is left whichever way it is written. */
  @Test
  void headsOfRows() {
    String q = turned(m.input("q", 2, 5, 3, 4), 0, 2, 1, 3);
    String k = turned(m.input("k", 2, 6, 3, 4), 0, 2, 3, 1);
    String scores = m.add("Div", m.add("MatMul", q, k), m.number(2));
    String parts = m.node("Softmax", List.of(scores), Models.integer("axis", -1));
    String v = turned(m.input("v", 2, 6, 3, 4), 0, 2, 1, 3);
    m.output(m.add("MatMul", parts, v)).fuses();
  }

  @Test
  void singleNumbers() {
    String q = m.input("q", 1, 1, 4);
    m.output(m.add("MatMul", q, turned(m.input("k", 1, 1, 4), 0, 2, 1))).fuses(PATTERN);
  }

  @Test
  void readElsewhere() {
    String q = m.input("q", 2, 3, 4);
    String k = turned(m.input("k", 2, 3, 4), 0, 2, 1);
    String scores = m.add("MatMul", q, k);
    m.output(m.add("MatMul", scores, m.add("MatMul", q, k))).fuses();
  }

  @Test
  void matricesForAllOfAStack() {
    String q = m.input("q", 2, 3, 5, 4);
    m.output(m.add("MatMul", q, turned(m.input("k", 2, 1, 6, 4), 0, 1, 3, 2))).fuses();
  }
}
