package io.github.sherl4j.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares networks with the backbones they become, in memory and through a saved file. */
final class Same {

  static final double TOLERANCE = 1e-5;

  private Same() {}

  /** Layers one after the other, with random weights and statistics. */
  static MultiLayerNetwork list(InputType input, Layer... layers) {
    return list(DataType.FLOAT, list -> list.setInputType(input), layers);
  }

  /** Layers that know their sizes. */
  static MultiLayerNetwork list(Layer... layers) {
    return list(DataType.FLOAT, list -> {}, layers);
  }

  /** Layers, and what else is to be said about them. */
  static MultiLayerNetwork list(DataType type, Consumer<ListBuilder> say, Layer... layers) {
    ListBuilder list = new NeuralNetConfiguration.Builder().dataType(type).seed(3).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    say.accept(list);
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    shake(network, 5);
    return network;
  }

  /** The name of the n-th of several inputs. */
  static String name(int n) {
    return String.valueOf((char) ('a' + n));
  }

  /** A graph with one input of the name a list has, or with several, named by letters. */
  static ComputationGraph graph(Consumer<GraphBuilder> say, InputType... inputs) {
    return graph(DataType.FLOAT, say, inputs);
  }

  static ComputationGraph graph(DataType type, Consumer<GraphBuilder> say, InputType... inputs) {
    GraphBuilder graph = new NeuralNetConfiguration.Builder().dataType(type).seed(3).graphBuilder();
    for (int n = 0; n < inputs.length; n++) {
      graph.addInputs(inputs.length == 1 ? NetworkReader.INPUT : name(n));
    }
    say.accept(graph);
    ComputationGraph network = new ComputationGraph(graph.setInputTypes(inputs).build());
    network.init();
    shake(network, 5);
    return network;
  }

  /** The same network with other types of the same layers, by simple names. */
  static MultiLayerNetwork renamed(MultiLayerNetwork network, Map<String, String> types) {
    String json = network.getLayerWiseConfigurations().toJson();
    for (Map.Entry<String, String> e : types.entrySet()) {
      String changed = json.replace("." + e.getKey() + "\"", "." + e.getValue() + "\"");
      assertNotEquals(json, changed);
      json = changed;
    }
    MultiLayerNetwork other = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
    other.init();
    other.setParams(network.params());
    return other;
  }

  /** Gives every parameter a random value that its meaning allows. */
  static void shake(Model network, long seed) {
    Random random = new Random(seed);
    network
        .paramTable()
        .forEach(
            (name, array) -> {
              boolean variance = name.endsWith("_var");
              double fan = array.length() / (double) array.size(array.rank() == 2 ? 1 : 0);
              double scale = array.rank() > 1 ? Math.sqrt(2 / fan) : 0.1;
              double mean = name.endsWith("_gamma") ? 1 : 0;
              INDArray values = Nd4j.createUninitialized(array.dataType(), array.shape());
              for (long i = 0; i < values.length(); i++) {
                values.putScalar(
                    i, variance ? 0.5 + random.nextDouble() : mean + scale * random.nextGaussian());
              }
              array.assign(values);
            });
  }

  /** Whole numbers below a limit. */
  static INDArray ids(int limit, long... shape) {
    Random random = new Random(limit);
    INDArray array = Nd4j.create(shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextInt(limit));
    }
    return array;
  }

  static INDArray random(long seed, long... shape) {
    Random random = new Random(seed);
    INDArray array = Nd4j.create(shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  /** Of copies: some layers of Deeplearning4j work in place. */
  static List<INDArray> outputs(Model network, INDArray... inputs) {
    INDArray[] own = Arrays.stream(inputs).map(INDArray::dup).toArray(INDArray[]::new);
    return network instanceof ComputationGraph graph
        ? List.of(graph.output(own))
        : List.of(((MultiLayerNetwork) network).output(own[0]));
  }

  /** The largest difference between a network's outputs and ours, both ways of opening it. */
  static double check(Path folder, Model network, ImportOptions options, INDArray... inputs) {
    INDArray before = network.params() == null ? null : network.params().dup();
    List<INDArray> wanted = outputs(network, inputs);
    String fingerprint;
    double worst;
    try (Backbone b =
        network instanceof ComputationGraph graph
            ? Dl4jNetworks.of(graph, options)
            : Dl4jNetworks.of((MultiLayerNetwork) network, options)) {
      worst = compare(b, wanted, inputs);
      fingerprint = b.fingerprint();
      if (before != null) {
        assertEquals(before.length(), b.parameters() + unread(network), "parameters");
      }
    }
    if (before != null) {
      assertEquals(before, network.params(), "the network's own weights");
    }
    Path file = folder.resolve("network" + System.nanoTime() + ".zip");
    try {
      network.getClass().getMethod("save", java.io.File.class).invoke(network, file.toFile());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    assertTrue(Backbones.unsupported(file, options).isEmpty());
    try (Backbone b = Backbones.open(file, options)) {
      assertEquals("dl4j", b.format());
      worst = Math.max(worst, compare(b, wanted, inputs));
      assertEquals(fingerprint, b.fingerprint(), "fingerprint of file and memory");
    }
    assertTrue(worst <= TOLERANCE, "differs by " + worst);
    return worst;
  }

  private static long unread(Model network) {
    return network.paramTable().entrySet().stream()
        .filter(e -> e.getKey().endsWith("_cL"))
        .mapToLong(e -> e.getValue().length())
        .sum();
  }

  static double check(Path folder, Model network, INDArray... inputs) {
    return check(folder, network, ImportOptions.DEFAULT, inputs);
  }

  private static double compare(Backbone b, List<INDArray> wanted, INDArray... inputs) {
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      TensorInfo in = b.inputs().get(i);
      feeds.put(in.name(), inputs[i].castTo(in.dtype()));
    }
    b.checkInputs(feeds);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    b.ops().stream()
        .flatMap(op -> op.outputs().stream())
        .map(t -> b.tensor(t).orElseThrow())
        .forEach(t -> tensors.put(b.variable(t.name()).name(), t));
    double worst = 0;
    try (GraphRunner runner = Runners.forward(b.graph(), tensors.keySet())) {
      Map<String, INDArray> made = runner.run(feeds);
      tensors.forEach((variable, info) -> declared(info, made.get(variable)));
      assertEquals(wanted.size(), b.outputs().size(), "outputs");
      for (int i = 0; i < wanted.size(); i++) {
        INDArray ours = made.get(b.variable(b.outputs().get(i).name()).name());
        assertArrayEquals(wanted.get(i).shape(), ours.shape(), "shape of output " + i);
        assertTrue(wanted.get(i).amaxNumber().doubleValue() > 1e-3, "an output of zeros");
        worst =
            Math.max(
                worst, wanted.get(i).castTo(ours.dataType()).sub(ours).amaxNumber().doubleValue());
      }
    }
    return worst;
  }

  private static void declared(TensorInfo info, INDArray array) {
    List<Long> found = new ArrayList<>();
    for (int i = 0; i < array.rank(); i++) {
      boolean open = i < info.rank() && info.shape().get(i) < 0;
      found.add(open ? -1L : array.size(i));
    }
    assertEquals(info.shape(), found, info.name());
  }
}
