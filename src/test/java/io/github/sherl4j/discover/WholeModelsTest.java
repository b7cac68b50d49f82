package io.github.sherl4j.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.testing.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real backbones, and a large one drawn by hand. */
class WholeModelsTest {

  private static BlockMap discover(Path model) {
    try (Backbone backbone = Backbones.open(model)) {
      return BlockDiscovery.discover(backbone);
    }
  }

  private static List<String> tensors(BlockMap map) {
    return map.taps().stream().map(Tap::tensor).toList();
  }

  @Test
  void llamaOfFiveLayers() {
    BlockMap map =
        discover(SharedData.assets().resolve("stories260k-llama").resolve("stories260k_fp32.onnx"));
    assertEquals(1, map.chains().size());
    assertEquals(
        List.of("hidden_0", "hidden_1", "hidden_2", "hidden_3", "hidden_4", "hidden_5"),
        tensors(map));
    assertEquals("last_hidden_state", map.features());
    assertEquals(1, map.lateLiveIns(1).size(), "the mask");
    assertEquals(map.lateLiveIns(1), map.lateLiveIns(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"e2e", "e2e_padded"})
  void encoderOfTheTrainingRuns(String run) {
    BlockMap map = discover(SharedData.golden().resolve(run).resolve("backbone.onnx"));
    assertEquals(
        List.of("hidden_0", "hidden_1", "hidden_2", "hidden_3", "last_hidden_state"), tensors(map));
    assertEquals(1, map.stages().size());
  }

  @ParameterizedTest
  @CsvSource({
    "cifar10-resnet/resnet20_cifar10_fp32.onnx, 9, stage1 stage2 stage3",
    "cifar10-resnet/resnet56_cifar10_fp32.onnx, 27, stage1 stage2 stage3",
    "mobilenetv2-imagenet/mobilenetv2_imagenet_fp32.onnx, 17,"
        + " stage1_16 stage2_24 stage3_32 stage4_96 stage5_320",
  })
  void trainedConvolutionalNetworks(String model, int blocks, String ends) {
    BlockMap map = discover(SharedData.assets().resolve(model));
    assertEquals(blocks, map.blocks().size());
    assertTrue(tensors(map).containsAll(List.of(ends.split(" ", -1))), tensors(map).toString());
  }

  @Test
  void aLargeModelTakesWellUnderASecond() {
    Sketch s = new Sketch();
    String mask = s.op("Mul", s.op("Cast", s.ids("mask")));
    String x =
        s.norm("e", s.op("Add", s.embed("Words", s.ids("ids")), s.embed("T", s.ids("types"))));
    for (int i = 0; i < 48; i++) {
      x = s.postNorm("b" + i, x, mask);
    }
    Graph graph = s.graph(x, s.op("Tanh", s.linear("Pool", s.op("Slice", x))));
    BlockMap map = timed(graph);
    assertEquals(48, map.blocks().size());
  }

  @Test
  void soDoesOneThatHandsOutEveryHiddenState() {
    Sketch s = new Sketch();
    String mask = s.op("Mul", s.op("Cast", s.ids("mask")));
    String x = s.norm("e", s.embed("Words", s.ids("ids")));
    List<String> everyHiddenState = new ArrayList<>(List.of(x));
    for (int i = 0; i < 48; i++) {
      x = s.postNorm("b" + i, x, mask);
      everyHiddenState.add(x);
    }
    Graph graph = s.graph(everyHiddenState.toArray(String[]::new));
    assertEquals(everyHiddenState, tensors(timed(graph)));
  }

  @Test
  void soDoesOneThatTakesAndHandsOutKeysAndValues() {
    Sketch s = new Sketch();
    List<String> outputs = new ArrayList<>();
    List<String> taps = new ArrayList<>();
    String x = s.embed("Words", s.ids("ids"));
    for (int i = 0; i < 36; i++) {
      taps.add(x);
      String n = s.norm("n" + i, x);
      String keys = s.op("Concat", s.data("keys" + i), s.linear("K" + i, n));
      String values = s.op("Concat", s.data("values" + i), s.linear("V" + i, n));
      outputs.addAll(List.of(keys, values));
      String scores = s.op("Softmax", s.op("MatMul", s.linear("Q" + i, n), keys));
      String h = s.op("Add", x, s.linear("O" + i, s.op("MatMul", scores, values)));
      x = s.op("Add", h, s.feedForward("F" + i, s.norm("m" + i, h)));
    }
    taps.add(x);
    outputs.add(s.norm("f", x));
    BlockMap map = timed(s.graph(outputs.toArray(String[]::new)));
    assertEquals(taps, tensors(map));
    assertEquals(List.of("keys35", "values35"), map.lateLiveIns(1));
  }

  private static BlockMap timed(Graph graph) {
    BlockDiscovery.discover(graph);
    long start = System.nanoTime();
    BlockMap map = BlockDiscovery.discover(graph);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%d operators: %.3f s%n", graph.size(), seconds);
    assertTrue(seconds < 1, seconds + " s");
    return map;
  }
}
