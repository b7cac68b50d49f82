package io.github.sherl4j.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.UnsupportedOp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** What is not mapped is refused with its name, type, place and remedy. */
class RefusedLayersTest {

  @TempDir private Path folder;

  private static void refused(MultiLayerNetwork network, String... parts) {
    UnsupportedOpException e =
        assertThrows(UnsupportedOpException.class, () -> Dl4jNetworks.of(network).close());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  private static MultiLayerNetwork sequence(Layer... layers) {
    return Same.list(InputType.recurrent(4, 6, RNNFormat.NCW), layers);
  }

  private static Layer attention() {
    return new SelfAttentionLayer.Builder().nOut(4).nHeads(1).projectInput(true).build();
  }

  @Test
  void layersWithoutEntry() throws IOException {
    MultiLayerNetwork network =
        sequence(RecurrentCases.lstm(RNNFormat.NCW), attention(), attention());
    refused(
        network,
        "layer1 (SelfAttentionLayer, position 1)",
        "layer2 (SelfAttentionLayer, position 2)",
        "TransferLearning");
    Path file = folder.resolve("attention.zip");
    network.save(file.toFile());
    List<UnsupportedOp> all = Backbones.unsupported(file);
    assertEquals(1, all.size());
    assertEquals("SelfAttentionLayer", all.get(0).op());
    assertEquals(2, all.get(0).count());
    assertEquals("layer1", all.get(0).firstNode());
  }

  @Test
  void settings() {
    refused(
        sequence(
            new SimpleRnn.Builder().nOut(3).activation(Activation.TANH).hasLayerNorm(true).build()),
        "hasLayerNorm");
    refused(
        Same.list(
            InputType.feedForward(4), new DenseLayer.Builder().nOut(3).hasLayerNorm(true).build()),
        "hasLayerNorm");
    refused(
        sequence(
            new MaskZeroLayer(
                new LSTM.Builder().nIn(4).nOut(3).activation(Activation.TANH).build(), 0)),
        "MaskZeroLayer");
    refused(
        Same.list(
            new TimeDistributed(
                new LSTM.Builder().nIn(4).nOut(3).activation(Activation.TANH).build())),
        "TimeDistributed of LSTM");
  }

  @Test
  void poolingWithFeaturesLast() {
    refused(
        Same.list(
            InputType.recurrent(4, 6, RNNFormat.NWC),
            RecurrentCases.lstm(RNNFormat.NWC),
            new GlobalPoolingLayer(PoolingType.AVG)),
        "layer1 (GlobalPoolingLayer",
        "use NCW");
  }

  /** Deeplearning4j itself reads sequences with features last the other way round there. */
  @Test
  void featuresLast() {
    InputType type = InputType.recurrent(5, 5, RNNFormat.NWC);
    UnsupportedOpException e =
        assertThrows(
            UnsupportedOpException.class,
            () ->
                Dl4jNetworks.of(
                        Same.graph(
                            g ->
                                g.addLayer("cell", RecurrentCases.lstm(RNNFormat.NWC), "input")
                                    .addVertex("back", new ReverseTimeSeriesVertex(), "cell")
                                    .addVertex("last", new LastTimeStepVertex("input"), "back")
                                    .addLayer("end", new ActivationLayer(Activation.TANH), "last")
                                    .setOutputs("end"),
                            type))
                    .close());
    assertTrue(e.getMessage().contains("back (ReverseTimeSeriesVertex"), e.getMessage());
    assertTrue(e.getMessage().contains("last (LastTimeStepVertex"), e.getMessage());
    assertTrue(e.getMessage().contains("use NCW"), e.getMessage());
  }

  /** Two LSTMs as a file says them, with other formats. */
  private static MultiLayerNetwork edited(String first, String second) {
    MultiLayerNetwork network =
        sequence(RecurrentCases.lstm(RNNFormat.NCW), RecurrentCases.lstm(RNNFormat.NCW));
    String json = network.getLayerWiseConfigurations().toJson();
    String[] parts = json.split("\"NCW\"", -1);
    assertEquals(3, parts.length);
    MultiLayerNetwork other =
        new MultiLayerNetwork(
            MultiLayerConfiguration.fromJson(parts[0] + first + parts[1] + second + parts[2]));
    other.init();
    other.setParams(network.params());
    return other;
  }

  @Test
  void mixedFormats() {
    refused(edited("\"NCW\"", "\"NWC\""), "NWC after others in NCW");
  }

  /** Deeplearning4j turns what goes from a layer with a format to one without, or back. */
  @Test
  void aFormatBesideNone() {
    refused(edited("null", "\"NCW\""), "layer0 without a data format beside layer1");
    refused(
        edited("\"NCW\"", "null"), "layer1 without a data format beside layer0", "setInputType");
    Same.check(folder, edited("null", "null"), Same.random(1, 2, 4, 6));
  }
}
