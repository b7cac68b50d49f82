package io.github.sherl4j.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.NoMatchException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks of graphs drawn by hand, one for each kind of architecture. */
class SketchedModelsTest {

  private final Sketch s = new Sketch();
  private final List<String> truth = new ArrayList<>();

  private String block(String out) {
    truth.add(out);
    return out;
  }

  private BlockMap discover(String... outputs) {
    return BlockDiscovery.discover(s.graph(outputs));
  }

  private static List<String> found(Chain chain) {
    return chain.blocks().stream().map(Block::outputTensor).toList();
  }

  private void assertTruth(BlockMap map) {
    assertEquals(truth, found(map.primary()));
  }

  @Test
  void preNorm() {
    String start = s.op("Add", s.embed("Words", s.ids("ids")));
    String x = start;
    for (int i = 0; i < 3; i++) {
      x = block(s.preNorm("b" + i, x, null));
    }
    String out = s.norm("f", x);
    BlockMap map = discover(out);
    assertTruth(map);
    assertEquals(start, map.taps().get(0).tensor());
    assertEquals(9, map.tailOps().size());
    assertEquals(out, map.features());
    assertEquals(List.of(), map.lateLiveIns(1));
  }

  @Test
  void postNormTakesItsLastNormAlong() {
    String x = s.norm("e", s.embed("Words", s.ids("ids")));
    for (int i = 0; i < 4; i++) {
      x = block(s.postNorm("b" + i, x, null));
    }
    String pooled = s.op("Tanh", s.linear("Pool", s.op("Slice", x)));
    BlockMap map = discover(x, pooled);
    assertTruth(map);
    assertEquals(x, map.features());
    assertEquals(3, map.tailOps().size());
  }

  @Test
  void maskAndBiasAreLiveInsOfTheLateBlocks() {
    String ids = s.ids("ids");
    String mask = s.op("Mul", s.op("Cast", s.ids("mask")));
    String x = s.embed("Words", ids);
    for (int i = 0; i < 3; i++) {
      x = block(s.preNorm("b" + i, x, mask));
    }
    BlockMap map = discover(x);
    assertTruth(map);
    assertEquals(List.of(mask), map.lateLiveIns(1));
    assertEquals(List.of(mask), map.lateLiveIns(3));
    assertEquals(List.of(), map.lateLiveIns(0));
  }

  @Test
  void pickingTheLastTokenByIdDoesNotHideTheBlocks() {
    String ids = s.ids("ids");
    String x = s.embed("Words", ids);
    for (int i = 0; i < 3; i++) {
      x = block(s.preNorm("b" + i, x, null));
    }
    String last = s.op("ArgMax", ids);
    BlockMap map = discover(s.op("Gather", x, last));
    assertTruth(map);
    assertEquals(List.of(last), map.lateLiveIns(1));
  }

  @Test
  void keysAndValuesOfThePastAreLiveInsAndNoChains() {
    List<String> past = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      past.add(s.data("past" + i));
    }
    List<String> outputs = new ArrayList<>();
    String x = s.embed("Words", s.ids("ids"));
    for (int i = 0; i < 3; i++) {
      String n = s.norm("n" + i, x);
      String present = s.op("Concat", past.get(i), s.linear("K" + i, n));
      outputs.add(present);
      String scores = s.op("MatMul", s.linear("Q" + i, n), s.op("Transpose", present));
      String mixed = s.op("MatMul", s.op("Softmax", scores), s.linear("V" + i, n));
      String h = s.op("Add", x, s.linear("O" + i, mixed));
      x = block(s.op("Add", h, s.feedForward("F" + i, s.norm("m" + i, h))));
    }
    outputs.add(0, s.norm("f", x));
    BlockMap map = discover(outputs.toArray(String[]::new));
    assertEquals(1, map.chains().size());
    assertTruth(map);
    assertEquals("ids", map.primary().input());
    assertEquals(List.of("past2"), map.lateLiveIns(1));
    assertEquals(outputs.get(0), map.features());
  }

  @Test
  void encoderAndDecoder() {
    String encoded = s.embed("Words", s.ids("ids"));
    for (int i = 0; i < 3; i++) {
      encoded = block(s.preNorm("e" + i, encoded, null));
    }
    List<String> decoder = new ArrayList<>();
    String x = s.embed("Words", s.ids("decoder_ids"));
    for (int i = 0; i < 2; i++) {
      x = s.decoder("d" + i, x, encoded);
      decoder.add(x);
    }
    BlockMap map = discover(x);
    assertEquals(2, map.chains().size());
    assertEquals(truth, found(map.chains().get(0)));
    assertEquals(decoder, found(map.primary()));
    assertEquals("decoder_ids", map.primary().input());
    assertEquals(List.of(encoded), map.lateLiveIns(1), "keys and values belong to their block");
    assertEquals(encoded, map.select("ids").features(), "not the output of the decoder");
    Chain encoder = map.chains().get(0);
    assertEquals(List.of(new Memory(encoder, encoded)), map.memories(1, x));
    assertEquals(List.of(), map.memories(0, x), "no late layer, no memory");
    assertEquals(List.of(encoder), map.nearest(encoded));
    assertEquals(List.of(map.primary()), map.nearest(x));
    assertEquals(List.of(), map.nearest("ids"));
    assertTrue(map.blocks().get(1).weights().contains("d1cK"));
    assertFalse(map.blocks().get(1).weights().contains("d0cK"));
  }

  @Test
  void sharedWeightsCountInEveryBlock() {
    String x = s.data("x");
    for (int i = 0; i < 3; i++) {
      x = block(s.postNorm("w", x, null));
    }
    BlockMap map = discover(x);
    assertTruth(map);
    assertEquals("x", map.taps().get(0).tensor());
    for (Block b : map.blocks()) {
      assertEquals(8, b.weights().size());
      assertEquals(6 * 100 + 2 * 10, b.parameters());
    }
  }

  @Test
  void attentionBesideFeedForwardIsOneBlock() {
    String x = s.data("x");
    for (int i = 0; i < 3; i++) {
      String n = s.norm("n" + i, x);
      String both = s.op("Add", s.attention("a" + i, n, n, null), s.feedForward("F" + i, n));
      x = block(s.op("Add", both, x));
    }
    assertTruth(discover(s.linear("Vocabulary", s.norm("f", x))));
  }

  @Test
  void mixerLayersAreToldApartByTheirTransposes() {
    String x = s.linear("Stem", s.data("x"));
    for (int i = 0; i < 3; i++) {
      String tokens = s.feedForward("T" + i, s.op("Transpose", s.norm("n" + i, x)));
      String h = s.op("Add", x, s.op("Transpose", tokens));
      x = block(s.op("Add", h, s.feedForward("C" + i, s.norm("m" + i, h))));
    }
    assertTruth(discover(x));
  }

  @Test
  void pyramidWithConvolutionsInSomeOfItsAttention() {
    String x = s.norm("s", conv(s.data("x")));
    for (int i = 0; i < 6; i++) {
      if (i == 2 || i == 4) {
        x = s.norm("s" + i, conv(x));
      }
      String n = s.norm("n" + i, x);
      String memory = i < 4 ? s.norm("r" + i, conv(n)) : n;
      String h = s.op("Add", x, s.attention("a" + i, n, memory, null));
      String wide = conv(s.linear("A" + i, s.norm("m" + i, h)));
      x = block(s.op("Add", h, s.linear("B" + i, s.gelu(wide))));
    }
    assertTruth(discover(x));
  }

  private String conv(String x) {
    return s.weighted("Conv", List.of("W" + x), x);
  }

  private String residual(String x, boolean projects) {
    String branch = conv(s.op("Relu", conv(x)));
    return s.op("Add", branch, projects ? conv(x) : x);
  }

  @Test
  void residualNetWithReluBehindTheAddition() {
    s.shape(-1L, 16L, 32L, 32L);
    String x = s.op("MaxPool", s.op("Relu", conv(s.data("x"))));
    String start = x;
    for (int i = 0; i < 6; i++) {
      if (i % 2 == 0) {
        s.shape(-1L, 16L << i, 32L >> i, 32L >> i);
      }
      x = block(s.op("Relu", residual(x, i % 2 == 0)));
    }
    String map4 = x;
    s.shape(-1L, 10L);
    String logits = s.linear("Head", s.op("Flatten", s.op("GlobalAveragePool", x)));
    BlockMap map = discover(logits);
    assertTruth(map);
    assertEquals(start, map.taps().get(0).tensor());
    assertEquals(map4, map.features());
    assertEquals(3, map.stages().size());
    assertEquals(List.of(-1L, 16L, 32L, 32L), map.stages().get(0).shape());
  }

  @Test
  void residualNetWithNormsBeforeTheConvolutions() {
    String x = conv(s.data("x"));
    for (int i = 0; i < 6; i++) {
      boolean projects = i % 3 == 0;
      String a = s.op("Relu", s.weighted("BatchNormalization", List.of("n" + i), x));
      String branch = conv(s.op("Relu", conv(a)));
      x = block(s.op("Add", branch, projects ? conv(a) : x));
    }
    assertTruth(discover(s.linear("Head", s.op("GlobalAveragePool", s.op("Relu", x)))));
  }

  @Test
  void squeezeAndExciteIsNoBlockAndStridedBottlenecksAre() {
    s.shape(-1L, 16L, 8L, 8L);
    String stem = s.op("Relu", conv(s.data("x")));
    String x = block(conv(excite(s.op("Relu", conv(stem)))));
    for (int i = 0; i < 3; i++) {
      x = block(conv(excite(s.op("Relu", conv(s.op("Relu", conv(x)))))));
      String a = x;
      x = block(s.op("Add", a, conv(excite(s.op("Relu", conv(s.op("Relu", conv(a))))))));
    }
    x = block(conv(excite(s.op("Relu", conv(s.op("Relu", conv(x)))))));
    String head = s.op("Relu", conv(x));
    String pooled = s.op("GlobalAveragePool", head);
    s.shape(-1L, 10L);
    BlockMap map = discover(s.linear("Head", pooled));
    assertTruth(map);
    assertEquals(stem, map.taps().get(0).tensor());
    assertEquals(head, map.features());
  }

  private String excite(String x) {
    String squeezed = s.op("Relu", conv(s.op("GlobalAveragePool", x)));
    return s.op("Mul", x, s.op("Sigmoid", conv(squeezed)));
  }

  @Test
  void squeezedAndExpandedBranchesThatAreConcatenated() {
    s.shape(-1L, 16L, -1L, -1L);
    String x = s.op("MaxPool", s.op("Relu", conv(s.data("x"))));
    for (int i = 0; i < 4; i++) {
      String squeezed = s.op("Relu", conv(x));
      String wide = s.op("Relu", conv(squeezed));
      x = block(s.op("Concat", s.op("Relu", conv(squeezed)), wide));
    }
    assertTruth(discover(s.op("GlobalAveragePool", s.op("Relu", conv(x)))));
  }

  @Test
  void poolingInPlaceOfAttention() {
    s.shape(-1L, 16L, -1L, -1L);
    String x = s.data("x");
    for (int i = 0; i < 6; i++) {
      x = i % 2 == 0 ? conv(x) : x;
      String n = s.weighted("InstanceNormalization", List.of("n" + i), x);
      x = s.op("Add", x, s.op("Sub", s.op("AveragePool", n), n));
      String m = s.weighted("InstanceNormalization", List.of("m" + i), x);
      x = block(s.op("Add", x, conv(s.gelu(conv(m)))));
    }
    assertTruth(discover(s.op("ReduceMean", x)));
  }

  @Test
  void convolutionsBeforeAnEncoderAreNoBlocks() {
    String x = s.data("x");
    for (int i = 0; i < 5; i++) {
      x = s.gelu(conv(x));
    }
    String projected = s.linear("Project", s.norm("p", s.op("Transpose", x)));
    x = s.norm("e", s.op("Add", projected, s.gelu(conv(projected))));
    for (int i = 0; i < 3; i++) {
      x = block(s.postNorm("b" + i, x, null));
    }
    assertTruth(discover(x));
  }

  @Test
  void recurrentLayersOnTopOfEachOther() {
    String x = s.embed("Words", s.ids("ids"));
    for (int i = 0; i < 3; i++) {
      x = block(s.op("Squeeze", s.weighted("LSTM", List.of("W" + i, "R" + i), x)));
    }
    assertTruth(discover(s.linear("Head", x)));
  }

  @Test
  void withoutRepeatsItSaysSoAndHowToGoOn() {
    String x = s.op("Relu", s.linear("A", s.data("x")));
    String out = s.linear("B", x);
    NoMatchException e = assertThrows(NoMatchException.class, () -> discover(out));
    assertTrue(e.found().startsWith("no repeated blocks"), e.found());
    assertTrue(e.remedy().contains("--taps") && e.remedy().contains("--late-from"), e.remedy());
  }

  @Test
  void oneBlockDoesNotRepeat() {
    String x = s.preNorm("b", s.data("x"), null);
    assertThrows(NoMatchException.class, () -> discover(x));
  }
}
