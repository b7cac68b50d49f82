package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.layers.LayerMapper;
import io.github.sherl4j.testing.PluginJar;
import io.github.sherl4j.testing.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A real Keras model of English, character by character: real weights, the graph of their
 * description, its attention a plug-in's layer.
 */
class TextGenRnnTest {

  private static final String SENTENCE =
      "What is the best way to learn a new programming language?";

  /** Nats a character that the description of the weights tells of the sentence. */
  private static final double DOCUMENTED = 0.73;

  private static final String ATTENTION =
      """
      import io.github.sherl4j.importer.layers.LayerContext;
      import io.github.sherl4j.importer.layers.LayerMapper;
      import io.github.sherl4j.importer.layers.LayerTensor;
      import java.util.List;
      import java.util.Optional;
      import java.util.Set;

      public final class WeightedAverage implements LayerMapper {
        @Override
        public Set<String> types() {
          return Set.of("AttentionWeightedAverage");
        }

        @Override
        public void map(LayerContext layer) {
          LayerTensor x = layer.inputs().get(0);
          long width = x.width();
          var sd = layer.graph();
          var row = sd.reshape(layer.weight("attention_W", width, 1), 1, 1, width);
          var scores = sd.sum(x.variable().mul(row), 2);
          var there = layer.inputs().get(1).variable().neq(0).castTo(layer.dtype());
          var powers = sd.math.exp(scores.sub(sd.max(scores, true, 1))).mul(there);
          var shares = sd.expandDims(powers.div(sd.sum(powers, true, 1)), 2);
          List<Long> shape = List.of(x.shape().get(0), width);
          layer.result(sd.sum(x.variable().mul(shares), 1), shape, Optional.empty());
        }
      }
      """;

  @TempDir Path folder;

  private double nats(String weights, String text) throws Exception {
    Path assets = SharedData.assets().resolve("textgenrnn-char-lstm");
    Path file = TextGenRnn.write(assets.resolve(weights), folder.resolve("model.h5"));
    JsonNode ids = new ObjectMapper().readTree(assets.resolve("textgenrnn_vocab.json").toFile());
    int[] all = text.chars().map(c -> ids.get("" + (char) c).asInt()).toArray();
    int[][] before = new int[all.length - 1][TextGenRnn.CONTEXT];
    for (int row = 0; row < before.length; row++) {
      int from = Math.max(0, row + 1 - TextGenRnn.CONTEXT);
      int count = row + 1 - from;
      System.arraycopy(all, from, before[row], TextGenRnn.CONTEXT - count, count);
    }
    Path jar =
        new PluginJar(folder)
            .source("WeightedAverage", ATTENTION)
            .service(LayerMapper.class, "WeightedAverage")
            .write("attention.jar");
    INDArray chances = PluginJar.loaded(jar, () -> run(file, Nd4j.createFromArray(before)));
    double sum = 0;
    for (int row = 0; row < before.length; row++) {
      sum -= Math.log(chances.getDouble(row, all[row + 1]));
    }
    return sum / before.length;
  }

  private static INDArray run(Path file, INDArray ids) {
    try (Backbone b = Backbones.open(file)) {
      String out = b.variable(b.outputs().get(0).name()).name();
      Map<String, INDArray> feeds = Map.of("input", ids.castTo(DataType.INT32));
      b.checkInputs(feeds);
      try (GraphRunner runner = Runners.forward(b.graph(), List.of(out))) {
        return runner.run(feeds).get(out).dup();
      }
    }
  }

  @Test
  void documentedNumbers() throws Exception {
    double sentence = nats("textgenrnn_weights.hdf5", SENTENCE);
    double letters = nats("textgenrnn_weights.hdf5", letters());
    System.out.printf("nats a character: sentence %.4f, letters %.4f%n", sentence, letters);
    assertEquals(DOCUMENTED, sentence, 0.005);
    assertTrue(letters > Math.log(TextGenRnn.CLASSES) + 1, "letters " + letters);
  }

  @Test
  void theSameModelTunedOnHeadlines() throws Exception {
    double sentence = nats("hacker_news.hdf5", SENTENCE);
    double letters = nats("hacker_news.hdf5", letters());
    System.out.printf("headlines, nats a character: %.4f, letters %.4f%n", sentence, letters);
    assertTrue(sentence < 3 && letters > Math.log(TextGenRnn.CLASSES), sentence + " " + letters);
  }

  /** As many letters as the sentence has characters. */
  private static String letters() {
    return new Random(1)
        .ints(SENTENCE.length(), 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
