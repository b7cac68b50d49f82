package io.github.sherl4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small Deeplearning4j networks with random weights. */
public final class Dl4jNets {

  private static final int WIDTH = 8;

  private Dl4jNets() {}

  private static NeuralNetConfiguration.Builder start(long seed) {
    return new NeuralNetConfiguration.Builder().seed(seed).weightInit(WeightInit.XAVIER);
  }

  private static OutputLayer classes() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(2)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static ConvolutionLayer convolution(int stride) {
    return new ConvolutionLayer.Builder(3, 3)
        .stride(stride, stride)
        .nOut(WIDTH)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** A residual network of pictures [batch, 3, 16, 16], three blocks of 8 channels. */
  public static ComputationGraph pictures(long seed) {
    GraphBuilder g = start(seed).graphBuilder().addInputs("image");
    g.setInputTypes(InputType.convolutional(16, 16, 3)).addLayer("stem", convolution(2), "image");
    String at = "stem";
    for (int b = 0; b < 3; b++) {
      String p = "block" + b + "_";
      g.addLayer(p + "conv", convolution(1), at)
          .addLayer(p + "norm", new BatchNormalization(), p + "conv")
          .addLayer(p + "relu", new ActivationLayer(Activation.RELU), p + "norm")
          .addLayer(p + "conv2", convolution(1), p + "relu")
          .addVertex(p + "add", new ElementWiseVertex(ElementWiseVertex.Op.Add), p + "conv2", at)
          .addLayer(p + "out", new ActivationLayer(Activation.RELU), p + "add");
      at = p + "out";
    }
    g.addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), at)
        .addLayer("head", classes(), "pool")
        .setOutputs("head");
    ComputationGraph network = new ComputationGraph(g.build());
    network.init();
    return network;
  }

  /** Ids [batch, time] below 16 through three LSTMs of width 8. */
  public static MultiLayerNetwork texts(long seed) {
    NeuralNetConfiguration.ListBuilder list =
        start(seed)
            .list()
            .layer(
                new EmbeddingSequenceLayer.Builder()
                    .nIn(16)
                    .nOut(WIDTH)
                    .inferInputLength(true)
                    .build());
    for (int b = 0; b < 3; b++) {
      list.layer(new LSTM.Builder().nIn(WIDTH).nOut(WIDTH).activation(Activation.TANH).build());
    }
    list.layer(new GlobalPoolingLayer(PoolingType.AVG))
        .layer(classes())
        .setInputType(InputType.recurrent(16));
    return made(list);
  }

  /** Rows of 6 numbers through four dense layers. */
  public static MultiLayerNetwork rows(long seed) {
    NeuralNetConfiguration.ListBuilder list = start(seed).list();
    for (int b = 0; b < 4; b++) {
      list.layer(new DenseLayer.Builder().nOut(WIDTH).activation(Activation.TANH).build());
    }
    return made(list.layer(classes()).setInputType(InputType.feedForward(6)));
  }

  private static MultiLayerNetwork made(NeuralNetConfiguration.ListBuilder list) {
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  /** Saves a network as its own library does. */
  public static Path save(ComputationGraph network, Path file) {
    try {
      network.save(file.toFile());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same. */
  public static Path save(MultiLayerNetwork network, Path file) {
    try {
      network.save(file.toFile());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
