package io.github.sherl4j.importer.dl4j;

import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;

/** Vertices that are no layers, on matrices, maps and sequences. */
final class VertexCases {

  private static final int SIZE = 6;

  private final NetworkCases all;

  private VertexCases(NetworkCases all) {
    this.all = all;
  }

  static void add(NetworkCases all) {
    VertexCases cases = new VertexCases(all);
    cases.onEverything();
    cases.withChannelsFirst();
    cases.steps();
    cases.graphs();
  }

  private static Layer dense(int width) {
    return new DenseLayer.Builder().nOut(width).activation(Activation.TANH).build();
  }

  private static Layer end() {
    return new ActivationLayer(Activation.TANH);
  }

  /** Two inputs through a layer each, then vertices; with a vertex as the result, too. */
  private void flat(String name, Consumer<GraphBuilder> vertices) {
    InputType type = InputType.feedForward(4);
    all.add(
        name,
        () ->
            Same.graph(
                g -> {
                  g.addLayer("left", dense(5), "a").addLayer("right", dense(5), "b");
                  vertices.accept(g);
                },
                type,
                type),
        Same.random(1, 4, 4),
        Same.random(2, 4, 4));
  }

  private void maps(String name, CNN2DFormat format, Consumer<GraphBuilder> vertices) {
    InputType type = InputType.convolutional(SIZE, SIZE, 3, format);
    long[] shape =
        format == CNN2DFormat.NCHW ? new long[] {2, 3, SIZE, SIZE} : new long[] {2, SIZE, SIZE, 3};
    all.pinned(
        name + " " + format,
        () ->
            Same.graph(
                g -> {
                  for (String side : new String[] {"left", "right"}) {
                    g.addLayer(
                        side,
                        new ConvolutionLayer.Builder(2, 2)
                            .nOut(5)
                            .activation(Activation.TANH)
                            .build(),
                        side.equals("left") ? "a" : "b");
                  }
                  vertices.accept(g);
                },
                type,
                type),
        Same.random(1, shape),
        Same.random(2, shape));
  }

  private void sequences(String name, RNNFormat format, Consumer<GraphBuilder> vertices) {
    InputType type = InputType.recurrent(4, SIZE, format);
    long[] shape = format == RNNFormat.NCW ? new long[] {2, 4, SIZE} : new long[] {2, SIZE, 4};
    all.pinned(
        name + " " + format,
        () ->
            Same.graph(
                g -> {
                  g.addLayer("left", RecurrentCases.lstm(format), "a");
                  g.addLayer("right", RecurrentCases.lstm(format), "b");
                  vertices.accept(g);
                },
                type,
                type),
        Same.random(1, shape),
        Same.random(2, shape));
  }

  private static Consumer<GraphBuilder> one(GraphVertex vertex, String... inputs) {
    return g ->
        g.addVertex("v", vertex, inputs)
            .addLayer("end", end(), "v")
            .setOutputs(inputs.length == 1 ? new String[] {"end", "right"} : new String[] {"end"});
  }

  private static final String[] BOTH = {"left", "right"};

  /** Vertices that do the same wherever the features are. */
  private void onEverything() {
    for (ElementWiseVertex.Op op : ElementWiseVertex.Op.values()) {
      everywhere("ElementWiseVertex " + op, new ElementWiseVertex(op), BOTH);
      if (op != ElementWiseVertex.Op.Subtract) {
        flat(
            "ElementWiseVertex of three " + op,
            g -> {
              g.addLayer("third", dense(5), "a");
              one(new ElementWiseVertex(op), "left", "right", "third").accept(g);
            });
      }
    }
    everywhere("ScaleVertex", new ScaleVertex(0.3), "left");
    everywhere("ShiftVertex", new ShiftVertex(0.3), "left");
    everywhere("L2NormalizeVertex", new L2NormalizeVertex(), "left");
    everywhere("L2Vertex", new L2Vertex(), BOTH);
    everywhere("FrozenVertex", new FrozenVertex(new ScaleVertex(2)), "left");
    everywhere("StackVertex", new StackVertex(), BOTH);
  }

  private void everywhere(String name, GraphVertex vertex, String... inputs) {
    flat(name, one(vertex, inputs));
    for (CNN2DFormat format : CNN2DFormat.values()) {
      maps(name, format, one(vertex, inputs));
    }
    for (RNNFormat format : RNNFormat.values()) {
      sequences(name, format, one(vertex, inputs));
    }
  }

  private void withChannelsFirst() {
    Consumer<GraphBuilder> apart =
        g -> {
          g.addVertex("all", new StackVertex(), BOTH)
              .addVertex("v", new UnstackVertex(1, 2), "all");
          g.addLayer("end", end(), "v").setOutputs("end");
        };
    flat("UnstackVertex", apart);
    maps("UnstackVertex", CNN2DFormat.NCHW, apart);
    sequences("UnstackVertex", RNNFormat.NCW, apart);
    flat("SubsetVertex", one(new SubsetVertex(1, 3), "left"));
    maps("SubsetVertex", CNN2DFormat.NCHW, one(new SubsetVertex(1, 3), "left"));
    sequences("SubsetVertex", RNNFormat.NCW, one(new SubsetVertex(1, 3), "left"));
    flat("MergeVertex", one(new MergeVertex(), BOTH));
    maps("MergeVertex", CNN2DFormat.NCHW, one(new MergeVertex(), BOTH));
    maps("MergeVertex", CNN2DFormat.NHWC, one(new MergeVertex(), BOTH));
    sequences("MergeVertex", RNNFormat.NCW, one(new MergeVertex(), BOTH));
    maps("PoolHelperVertex", CNN2DFormat.NCHW, one(new PoolHelperVertex(), "left"));
    maps(
        "PreprocessorVertex",
        CNN2DFormat.NCHW,
        g -> {
          int n = SIZE - 1;
          one(new PreprocessorVertex(new CnnToFeedForwardPreProcessor(n, n, 5)), "left").accept(g);
        });
  }

  private void steps() {
    RNNFormat ncw = RNNFormat.NCW;
    sequences("LastTimeStepVertex", ncw, one(new LastTimeStepVertex("a"), "left"));
    sequences("ReverseTimeSeriesVertex", ncw, one(new ReverseTimeSeriesVertex(), "left"));
    sequences("ReverseTimeSeriesVertex of a", ncw, one(new ReverseTimeSeriesVertex("a"), "left"));
    sequences(
        "DuplicateToTimeSeriesVertex",
        ncw,
        g -> {
          g.addVertex("last", new LastTimeStepVertex("a"), "left");
          g.addVertex("v", new DuplicateToTimeSeriesVertex("b"), "last");
          g.addVertex("both", new MergeVertex(), "v", "right");
          g.addLayer("end", RecurrentCases.lstm(ncw), "both").setOutputs("end");
        });
  }

  private void graphs() {
    flat(
        "several outputs, one of them a vertex, layers of several inputs",
        g -> {
          g.addLayer("wide", dense(3), "left", "right", "a");
          g.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), BOTH);
          g.setOutputs("wide", "sum", "left");
        });
    all.add(
        "one input, read twice",
        () ->
            Same.graph(
                g ->
                    g.addLayer("left", dense(5), "input")
                        .addLayer("right", dense(4), "input")
                        .addVertex("v", new MergeVertex(), BOTH)
                        .addLayer("end", dense(2), "v")
                        .setOutputs("end"),
                InputType.feedForward(4)),
        Same.random(1, 3, 4));
  }
}
