package io.github.sherl4j.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Taps, late layers and features are picked strictly. */
class ChainTest {

  private static final int LAYERS = 11;

  private final Sketch s = new Sketch();

  /** Residual layers with file-like names: {@code /layer.3/Add}. */
  private static BlockMap layers() {
    List<OpNode> ops =
        IntStream.range(0, LAYERS)
            .boxed()
            .flatMap(
                i -> {
                  String in = i == 0 ? "x" : "/layer." + (i - 1) + "/Add";
                  String inner = "/layer." + i + "/MatMul";
                  String out = "/layer." + i + "/Add";
                  List<String> w = List.of("w" + i);
                  return List.of(
                      new OpNode("m" + i, "MatMul", List.of(in), w, List.of(inner)),
                      new OpNode("a" + i, "Add", List.of(in, inner), List.of(), List.of(out)))
                      .stream();
                })
            .toList();
    return BlockDiscovery.discover(
        new Graph(
            ops,
            List.of("x"),
            List.of("/layer.10/Add"),
            t -> Optional.of(new TensorInfo(t, DataType.FLOAT, List.of(-1L, -1L, 4L))),
            w -> 16));
  }

  private static List<Integer> indices(List<Tap> taps) {
    return taps.stream().map(Tap::index).toList();
  }

  @Test
  void tapsByNumberNameAndGlob() {
    BlockMap map = layers();
    assertEquals(LAYERS + 1, map.taps().size());
    assertEquals("x", map.taps().get(0).tensor());
    assertEquals(List.of(0, 2, 5), indices(map.taps("5, 0,2,2")));
    assertEquals(List.of(0, 4), indices(map.taps("/layer.3/Add,x")));
    assertEquals(List.of(4), indices(map.taps("*layer.3*")));
    assertEquals(List.of(2, 11), indices(map.taps("*layer.1*")));
    assertEquals(List.of(2), indices(map.taps("*layer.1/???")));
    assertEquals(IntStream.rangeClosed(0, 9).boxed().toList(), indices(map.taps(2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"12", "-1", "*layer.11*", "/layer.3/Ad", "/layer.3/MatMul", "*MatMul", "0,", ""})
  void whatMatchesNoTapIsAnErrorWithTheNearestNames(String selection) {
    NoMatchException e = assertThrows(NoMatchException.class, () -> layers().taps(selection));
    assertEquals("--taps", e.where());
    assertTrue(e.remedy().startsWith("nearest names: "), e.remedy());
  }

  @Test
  void aGlobOverTensorsInsideBlocksSaysSo() {
    SherlException e = assertThrows(NoMatchException.class, () -> layers().taps("*MatMul"));
    assertTrue(e.found().contains(LAYERS + " tensors, but no tap point"), e.found());
  }

  @Test
  void lateFromTheInputOrOutputOfABlock() {
    BlockMap map = layers();
    assertEquals(1, map.lateFrom("/layer.9/Add"));
    assertEquals(LAYERS, map.lateFrom("x"));
    assertEquals(0, map.lateFrom("/layer.10/Add"));
    NoMatchException e =
        assertThrows(NoMatchException.class, () -> map.lateFrom("/layer.9/MatMul"));
    assertTrue(e.remedy().contains("/layer.9/Add"), e.remedy());
  }

  @ParameterizedTest
  @ValueSource(ints = {99, 12, -1})
  void moreLateLayersThanBlocksAreRefused(int late) {
    BlockMap map = layers();
    for (NoMatchException e :
        List.of(
            assertThrows(NoMatchException.class, () -> map.taps(late)),
            assertThrows(NoMatchException.class, () -> map.lateLiveIns(late)))) {
      assertEquals("--late", e.where());
      assertTrue(e.expected().contains("11, the number of blocks"), e.expected());
    }
  }

  @Test
  void featuresAreAtOrAfterTheLastBlock() {
    BlockMap map = layers();
    assertEquals("/layer.10/Add", map.features());
    assertEquals("/layer.10/Add", map.features("/layer.10/Add"));
    assertThrows(NoMatchException.class, () -> map.features("/layer.9/Add"));
    assertThrows(NoMatchException.class, () -> map.features("nowhere"));
  }

  @Test
  void featuresOfALanguageModelAreNotItsLogits() {
    String x = s.data("x");
    for (int i = 0; i < 2; i++) {
      x = s.preNorm("b" + i, x, null);
    }
    String states = s.norm("f", x);
    s.shape(-1L, -1L, 500L);
    BlockMap map = BlockDiscovery.discover(s.graph(s.linear("Vocabulary", states)));
    assertEquals(states, map.features());
    assertEquals(10, map.tailOps().size());
  }

  /** Two towers whose only common operator is the last. */
  private BlockMap towers() {
    String a = s.embed("Words", s.ids("ids"));
    String b = s.linear("Patches", s.data("pixels"));
    for (int i = 0; i < 2; i++) {
      a = s.preNorm("a" + i, a, null);
      b = s.preNorm("b" + i, b, null);
    }
    return BlockDiscovery.discover(s.graph(s.op("MatMul", a, s.op("Transpose", b)), a));
  }

  @Test
  void towersAreCandidatesUntilOneIsChosen() {
    BlockMap map = towers();
    assertEquals(2, map.candidates().size());
    assertTrue(map.unambiguous().isEmpty());
    BadInputException e = assertThrows(BadInputException.class, map::blocks);
    assertTrue(e.remedy().contains("ids ->") && e.remedy().contains("pixels ->"), e.remedy());
    assertEquals("pixels", map.select("pixels").primary().input());
    assertEquals("ids", map.select(map.chains().get(0).output()).primary().input());
    assertThrows(NoMatchException.class, () -> map.select("pixel"));
  }

  @Test
  void theWayToATowersOwnOutputNeedsNothingOfTheOther() {
    BlockMap map = towers();
    assertEquals(List.of(), map.select("ids").lateLiveIns(1));
    assertEquals(1, map.select("pixels").lateLiveIns(1).size());
    BlockMap pixels = map.select("pixels");
    assertEquals(List.of(), pixels.lateLiveIns(1, pixels.taps().get(2).tensor()));
  }

  @Test
  void namedTensorsBoundBlocksWhereNoneRepeat() {
    String x = s.data("x");
    String mask = s.data("mask");
    String a = s.op("Relu", s.linear("A", x));
    String b = s.op("Tanh", s.linear("B", s.op("Add", a, mask)));
    String out = s.linear("C", s.op("Add", b, mask));
    Graph graph = s.graph(out);
    BlockMap map = BlockDiscovery.between(graph, List.of(a, b, out));
    assertEquals(2, map.blocks().size());
    assertEquals(List.of("B"), map.blocks().get(0).weights());
    assertEquals(List.of("mask"), map.lateLiveIns(1));
    assertEquals(1, map.lateFrom(b));
    assertThrows(BadInputException.class, () -> BlockDiscovery.between(graph, List.of(b, a)));
    assertThrows(BadInputException.class, () -> BlockDiscovery.between(graph, List.of(a)));
    assertThrows(NoMatchException.class, () -> BlockDiscovery.between(graph, List.of(a, "zz")));
  }

  @Test
  void transposedWeightsBelongToTheLateLayersThatReadThem() {
    String x = s.data("x");
    for (int i = 0; i < 2; i++) {
      x = s.preNorm("b" + i, x, null);
    }
    String turned = s.weighted("Transpose", List.of("Pool"));
    String pooled = s.op("MatMul", x, turned);
    BlockMap map = BlockDiscovery.discover(s.graph(pooled));
    assertEquals(List.of("Transpose", "MatMul"), map.tailOps().stream().map(OpNode::type).toList());
    assertEquals(List.of(), map.lateLiveIns(1));
  }
}
