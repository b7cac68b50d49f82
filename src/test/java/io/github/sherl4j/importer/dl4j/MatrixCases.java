package io.github.sherl4j.importer.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers on matrices, every activation, ids one a row, and pictures in rows. */
final class MatrixCases {

  private MatrixCases() {}

  static List<IActivation> activations() {
    List<IActivation> all = new ArrayList<>();
    for (Activation a : Activation.values()) {
      all.add(a.getActivationFunction());
    }
    all.addAll(
        List.of(
            new ActivationLReLU(0.3),
            new ActivationELU(0.7),
            new ActivationRReLU(0.1, 0.5),
            new ActivationThresholdedReLU(0.4),
            new ActivationGELU(true),
            new ActivationReLU(1.5, 0.0, 0.1),
            new ActivationReLU(null, 0.5, 0.2)));
    return all;
  }

  static void add(NetworkCases all) {
    INDArray x = Same.random(1, 3, 6).muli(2);
    InputType type = InputType.feedForward(6);
    for (IActivation a : activations()) {
      all.add(
          "dense " + a,
          () -> Same.list(type, new DenseLayer.Builder().nOut(5).activation(a).build()),
          x);
    }
    all.add(
        "output",
        () ->
            Same.list(
                type,
                new DenseLayer.Builder().nOut(5).hasBias(false).dropOut(0.5).build(),
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nOut(3)
                    .build()),
        x);
    all.add(
        "output with centers, after a frozen layer",
        () ->
            Same.list(
                type,
                new FrozenLayerWithBackprop(new DenseLayer.Builder().nOut(5).build()),
                new CenterLossOutputLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nOut(3)
                    .build()),
        x);
    all.add(
        "loss, batch norm, products",
        () ->
            Same.list(
                type,
                new BatchNormalization(),
                new ElementWiseMultiplicationLayer.Builder()
                    .nIn(6)
                    .nOut(6)
                    .activation(Activation.TANH)
                    .build(),
                new PReLULayer.Builder().inputShape(6).build(),
                new LossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build()),
        x);
    all.add(
        "pictures in rows",
        () ->
            Same.list(
                InputType.convolutionalFlat(6, 5, 2),
                new ConvolutionLayer.Builder(3, 3).nOut(3).build(),
                new DenseLayer.Builder().nOut(4).build()),
        Same.random(4, 2, 60));
    for (boolean bias : new boolean[] {false, true}) {
      all.add(
          "ids, bias " + bias,
          () ->
              Same.list(
                  new EmbeddingLayer.Builder()
                      .nIn(7)
                      .nOut(4)
                      .hasBias(bias)
                      .activation(Activation.TANH)
                      .build(),
                  new DenseLayer.Builder().nIn(4).nOut(3).build()),
          Nd4j.createFromArray(3f, 0f, 6f).reshape(3, 1));
    }
  }
}
