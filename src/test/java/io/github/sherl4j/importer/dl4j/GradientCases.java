package io.github.sherl4j.importer.dl4j;

import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
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
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks in double around every layer type that only Deeplearning4j has. */
@SuppressWarnings("deprecation") // saved networks hold cells with peepholes
final class GradientCases {

  private final NetworkCases all;

  private GradientCases(NetworkCases all) {
    this.all = all;
  }

  static List<NetworkCase> all() {
    return NetworkCases.of(
        all -> {
          GradientCases cases = new GradientCases(all);
          cases.activations();
          cases.elements();
          cases.pools();
          cases.peepholes();
          cases.steps();
          cases.vertices();
        });
  }

  private static Model list(InputType input, Layer... layers) {
    return Same.list(DataType.DOUBLE, l -> l.setInputType(input), layers);
  }

  private static Layer dense(int out) {
    return new DenseLayer.Builder().nOut(out).activation(Activation.TANH).build();
  }

  private static Layer end() {
    return new ActivationLayer(Activation.TANH);
  }

  private void activations() {
    for (IActivation a : MatrixCases.activations()) {
      all.add(
          "activation " + a,
          () ->
              list(
                  InputType.feedForward(4),
                  new DenseLayer.Builder().nOut(5).activation(a).build(),
                  dense(2)),
          Same.random(1, 3, 4));
    }
  }

  private void elements() {
    InputType maps = InputType.convolutional(4, 3, 6);
    INDArray x = Same.random(1, 2, 6, 4, 3);
    all.pinned(
        "LocalResponseNormalization",
        () -> list(maps, new LocalResponseNormalization.Builder(2, 3, 0.5, 0.75).build(), end()),
        x);
    all.add(
        "ElementWiseMultiplicationLayer",
        () ->
            list(
                InputType.feedForward(4),
                dense(3),
                new ElementWiseMultiplicationLayer.Builder()
                    .nIn(3)
                    .nOut(3)
                    .activation(Activation.SIGMOID)
                    .build()),
        Same.random(1, 2, 4));
    all.add(
        "EmbeddingLayer",
        () ->
            Same.list(
                DataType.DOUBLE,
                l -> {},
                new EmbeddingLayer.Builder()
                    .nIn(5)
                    .nOut(3)
                    .hasBias(true)
                    .activation(Activation.TANH)
                    .build()),
        Same.ids(5, 4, 1));
    all.add(
        "EmbeddingSequenceLayer",
        () ->
            list(
                InputType.recurrent(5, 6),
                new EmbeddingSequenceLayer.Builder()
                    .nIn(5)
                    .nOut(3)
                    .hasBias(true)
                    .inferInputLength(true)
                    .build(),
                RecurrentCases.lstm(RNNFormat.NCW)),
        Same.ids(5, 2, 6));
    for (CNN2DFormat format : CNN2DFormat.values()) {
      all.add(
          "maps to rows " + format,
          () ->
              list(
                  InputType.convolutional(4, 3, 2, format),
                  new ConvolutionLayer.Builder(2, 2).nOut(3).build(),
                  dense(2)),
          format == CNN2DFormat.NCHW ? Same.random(1, 2, 2, 4, 3) : Same.random(1, 2, 4, 3, 2));
    }
  }

  private void pools() {
    for (SubsamplingLayer.PoolingType type :
        new SubsamplingLayer.PoolingType[] {
          SubsamplingLayer.PoolingType.MAX,
          SubsamplingLayer.PoolingType.AVG,
          SubsamplingLayer.PoolingType.PNORM
        }) {
      for (boolean counted : new boolean[] {false, true}) {
        all.add(
            type + ", padding counted " + counted,
            () ->
                list(
                    InputType.convolutional(5, 4, 2),
                    new SubsamplingLayer.Builder(type, new int[] {3, 3}, new int[] {2, 1})
                        .padding(1, 1)
                        .pnorm(3)
                        .avgPoolIncludePadInDivisor(counted)
                        .build(),
                    end()),
            Same.random(1, 2, 2, 5, 4));
      }
      all.pinned(
          type + " of steps",
          () ->
              list(
                  InputType.recurrent(2, 7),
                  new Subsampling1DLayer.Builder(type, 3, 2).padding(1).pnorm(2).build(),
                  end()),
          Same.random(1, 2, 2, 7));
    }
    for (PoolingType type : PoolingType.values()) {
      all.pinned(
          "all places " + type,
          () ->
              list(
                  InputType.convolutional(3, 4, 2),
                  new GlobalPoolingLayer.Builder(type).pnorm(3).build(),
                  end()),
          Same.random(1, 2, 2, 3, 4));
      all.pinned(
          "all steps " + type,
          () ->
              list(
                  InputType.recurrent(3, 4),
                  new GlobalPoolingLayer.Builder(type).pnorm(2).build(),
                  end()),
          Same.random(1, 2, 3, 4));
    }
  }

  private void peepholes() {
    InputType type = InputType.recurrent(3, 4);
    INDArray x = Same.random(1, 2, 3, 4);
    RNNFormat ncw = RNNFormat.NCW;
    all.pinned("GravesLSTM", () -> list(type, RecurrentCases.graves(ncw)), x);
    all.pinned(
        "GravesBidirectionalLSTM",
        () ->
            list(
                type,
                new GravesBidirectionalLSTM.Builder()
                    .nOut(2)
                    .activation(Activation.TANH)
                    .gateActivationFunction(Activation.HARDSIGMOID)
                    .build()),
        x);
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      all.pinned(
          "GravesLSTM both ways " + mode,
          () -> list(type, new Bidirectional(mode, RecurrentCases.graves(ncw))),
          x);
    }
  }

  private void steps() {
    INDArray x = Same.random(1, 2, 6, 4);
    InputType type = InputType.recurrent(6, 4);
    all.add(
        "steps as rows",
        () ->
            Same.list(
                DataType.DOUBLE,
                l -> l.inputPreProcessor(0, new RnnToFeedForwardPreProcessor()),
                new DenseLayer.Builder().nIn(6).nOut(3).activation(Activation.TANH).build()),
        x);
    all.add(
        "steps as maps and back",
        () ->
            Same.list(
                DataType.DOUBLE,
                l ->
                    l.inputPreProcessor(0, new RnnToCnnPreProcessor(3, 2, 1))
                        .inputPreProcessor(1, new CnnToRnnPreProcessor(2, 1, 2))
                        .setInputType(type),
                new ConvolutionLayer.Builder(2, 2).nOut(2).activation(Activation.TANH).build(),
                RecurrentCases.lstm(RNNFormat.NCW)),
        x);
    all.add(
        "rows to one step",
        () ->
            Same.list(
                DataType.DOUBLE,
                l ->
                    l.inputPreProcessor(1, new FeedForwardToRnnPreProcessor())
                        .setInputType(InputType.feedForward(3)),
                dense(4),
                RecurrentCases.lstm(RNNFormat.NCW)),
        Same.random(1, 2, 3));
  }

  private void graph(String name, Consumer<GraphBuilder> vertices) {
    InputType type = InputType.recurrent(3, 4);
    all.pinned(
        name,
        () ->
            Same.graph(
                DataType.DOUBLE,
                g -> {
                  g.addLayer("left", RecurrentCases.lstm(RNNFormat.NCW), "a");
                  g.addLayer("right", RecurrentCases.lstm(RNNFormat.NCW), "b");
                  vertices.accept(g);
                  g.addLayer("end", end(), "v").setOutputs("end", "right");
                },
                type,
                type),
        Same.random(1, 2, 3, 4),
        Same.random(2, 2, 3, 4));
  }

  private void one(GraphVertex vertex, String... inputs) {
    graph(vertex.getClass().getSimpleName(), g -> g.addVertex("v", vertex, inputs));
  }

  private void vertices() {
    one(new L2NormalizeVertex(), "left");
    one(new L2Vertex(), "left", "right");
    one(new SubsetVertex(1, 3), "left");
    one(new StackVertex(), "left", "right");
    one(new ReverseTimeSeriesVertex(), "left");
    one(new LastTimeStepVertex("a"), "left");
    graph(
        "UnstackVertex",
        g ->
            g.addVertex("all", new StackVertex(), "left", "right")
                .addVertex("v", new UnstackVertex(1, 2), "all"));
    graph(
        "DuplicateToTimeSeriesVertex",
        g ->
            g.addVertex("last", new LastTimeStepVertex("a"), "left")
                .addVertex("v", new DuplicateToTimeSeriesVertex("b"), "last"));
  }
}
