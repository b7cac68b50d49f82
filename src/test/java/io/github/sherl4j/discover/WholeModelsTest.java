package io.github.sherl4j.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real backbones, and a large one drawn by hand. */
class WholeModelsTest {

  private static BlockMap discover(Path model) throws IOException {
    return BlockDiscovery.discover(FixtureGraphs.read(model));
  }

  private static List<String> tensors(BlockMap map) {
    return map.taps().stream().map(Tap::tensor).toList();
  }

  @Test
  void llamaOfFiveLayers() throws IOException {
    BlockMap map =
        discover(SharedData.assets().resolve("stories260k-llama").resolve("stories260k_fp32.onnx"));
    assertEquals(1, map.chains().size());
    assertEquals(
        List.of("hidden_0", "hidden_1", "hidden_2", "hidden_3", "hidden_4", "hidden_5"),
        tensors(map));
    assertEquals("last_hidden_state", map.features());
    assertEquals(3, map.lateLiveIns(1).size(), "mask, cosines and sines");
    assertEquals(map.lateLiveIns(1), map.lateLiveIns(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"e2e", "e2e_padded"})
  void encoderOfTheTrainingRuns(String run) throws IOException {
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
  void trainedConvolutionalNetworks(String model, int blocks, String ends) throws IOException {
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
    BlockDiscovery.discover(graph);
    long start = System.nanoTime();
    BlockMap map = BlockDiscovery.discover(graph);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%d operators: %.3f s%n", graph.size(), seconds);
    assertEquals(48, map.blocks().size());
    assertTrue(seconds < 1, seconds + " s");
  }
}
