package io.github.sherl4j.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TextGenerationLSTM;
import org.deeplearning4j.zoo.model.VGG16;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks of Deeplearning4j's zoo with random weights: its outputs and ours. */
class ZooTest {

  @TempDir private Path folder;

  private static ImportOptions pinned(String input, Long... sizes) {
    return ImportOptions.pinned(Map.of(input, List.of(sizes)));
  }

  private void check(Model network, ImportOptions options, long... shape) {
    Same.shake(network, 17);
    INDArray x = Same.random(2, shape);
    double worst = Same.check(folder, network, options, x);
    System.out.printf(
        "%s, %d parameters: %.1e%n",
        network.getClass().getSimpleName(), network.numParams(), worst);
    if (network instanceof ComputationGraph graph) {
      inside(graph, options, x);
    }
  }

  /** Every layer in between: outputs alone may hardly depend on the input. */
  private static void inside(ComputationGraph network, ImportOptions options, INDArray x) {
    Map<String, INDArray> wanted = network.feedForward(x.dup(), false);
    try (Backbone b = Dl4jNetworks.of(network, options)) {
      Set<String> changed = new HashSet<>(); // activation layers work in place
      network
          .getConfiguration()
          .getVertices()
          .forEach(
              (name, v) -> {
                if (v instanceof LayerVertex l
                    && l.getLayerConf().getLayer() instanceof ActivationLayer) {
                  changed.addAll(network.getConfiguration().getVertexInputs().get(name));
                }
              });
      List<String> taps =
          wanted.keySet().stream()
              .filter(n -> b.tensor(n).isPresent() && !changed.contains(n))
              .toList();
      List<String> variables = taps.stream().map(n -> b.variable(n).name()).toList();
      assertTrue(taps.size() > 20, taps + " only");
      try (GraphRunner runner = Runners.forward(b.graph(), variables)) {
        Map<String, INDArray> ours = runner.run(Map.of(b.inputs().get(0).name(), x));
        for (String tap : taps) {
          INDArray want = wanted.get(tap);
          INDArray own = ours.get(b.variable(tap).name());
          boolean maps = want.rank() == 4 && !b.inputs().get(0).name().equals(tap);
          double size = want.amaxNumber().doubleValue();
          double error =
              (maps ? want.permute(0, 2, 3, 1) : want).sub(own).amaxNumber().doubleValue();
          assertTrue(size > 1e-3, tap + " is all zeros");
          assertTrue(
              error <= 1e-5 * Math.max(1, size), tap + " differs by " + error + " of " + size);
        }
      }
    }
  }

  @Test
  void resNet50() {
    ComputationGraph network =
        ResNet50.builder().numClasses(5).inputShape(new int[] {3, 136, 136}).build().init();
    String input = network.getConfiguration().getNetworkInputs().get(0);
    check(network, pinned(input, -1L, 3L, 136L, 136L), 2, 3, 136, 136);
    try (Backbone b = Dl4jNetworks.of(network, pinned(input, -1L, 3L, 136L, 136L))) {
      BlockMap blocks = Sherl.discover(b);
      assertTrue(blocks.blocks().size() >= 14, blocks.blocks().size() + " blocks");
      assertTrue(b.names().contains("res2a_branch2a"), "the network's names");
      assertTrue(b.channelsLast());
    }
  }

  /** Its configuration says flat pictures, which it takes as maps too. */
  @Test
  void vgg16() {
    Model model = VGG16.builder().numClasses(5).inputShape(new int[] {3, 32, 32}).build().init();
    check(model, pinned("in", -1L, 3L, 32L, 32L), 2, 3, 32, 32);
    check(model, ImportOptions.DEFAULT, 2, 3 * 32 * 32);
  }

  @Test
  void squeezeNet() {
    Model model =
        SqueezeNet.builder().numClasses(5).inputShape(new int[] {3, 64, 64}).build().init();
    check(model, ImportOptions.DEFAULT, 2, 3, 64, 64);
  }

  @Test
  void textGenerationLstm() {
    Model model =
        TextGenerationLSTM.builder()
            .totalUniqueCharacters(20)
            .inputShape(new int[] {10, 20})
            .build()
            .init();
    check(model, pinned("input", -1L, 20L, 12L), 3, 20, 12);
  }
}
