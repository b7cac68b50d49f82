package io.github.sherl4j.importer.dl4j;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Recurrent layers, in both formats. */
@SuppressWarnings("deprecation") // saved networks hold cells with peepholes
final class RecurrentCases {

  private final NetworkCases all;

  private RecurrentCases(NetworkCases all) {
    this.all = all;
  }

  static void add(NetworkCases all) {
    RecurrentCases cases = new RecurrentCases(all);
    cases.cells();
    cases.bothWays();
    cases.lastSteps();
    cases.outputs();
  }

  static Layer lstm(RNNFormat format) {
    return new LSTM.Builder().nOut(5).activation(Activation.TANH).dataFormat(format).build();
  }

  static Layer graves(RNNFormat format) {
    return new GravesLSTM.Builder().nOut(5).activation(Activation.TANH).dataFormat(format).build();
  }

  static Layer simple(RNNFormat format) {
    return new SimpleRnn.Builder().nOut(5).activation(Activation.TANH).dataFormat(format).build();
  }

  private static INDArray input(RNNFormat format) {
    return format == RNNFormat.NCW ? Same.random(1, 3, 4, 6) : Same.random(1, 3, 6, 4);
  }

  /** Layers in both formats; some need the number of steps. */
  private void sequences(String name, boolean pinned, Function<RNNFormat, List<Layer>> layers) {
    for (RNNFormat format : RNNFormat.values()) {
      String own = name + " " + format;
      Supplier<Model> network =
          () ->
              Same.list(InputType.recurrent(4, format), layers.apply(format).toArray(new Layer[0]));
      if (pinned) {
        all.pinned(own, network, input(format));
      } else {
        all.add(own, network, input(format));
      }
    }
  }

  private void cells() {
    sequences("LSTM", false, f -> List.of(lstm(f), lstm(f)));
    sequences("SimpleRnn", true, f -> List.of(simple(f)));
    sequences("GravesLSTM", true, f -> List.of(graves(f), graves(f)));
    sequences("frozen LSTM", false, f -> List.of(new FrozenLayer(lstm(f)), lstm(f)));
    sequences(
        "LSTM with other functions",
        true,
        f ->
            List.of(
                new LSTM.Builder()
                    .nOut(5)
                    .activation(Activation.SOFTSIGN)
                    .gateActivationFunction(Activation.HARDSIGMOID)
                    .dataFormat(f)
                    .build()));
    sequences(
        "GravesLSTM with other functions",
        true,
        f ->
            List.of(
                new GravesLSTM.Builder()
                    .nOut(5)
                    .activation(Activation.SOFTSIGN)
                    .gateActivationFunction(Activation.HARDSIGMOID)
                    .dataFormat(f)
                    .build()));
    sequences(
        "SimpleRnn with another function",
        true,
        f ->
            List.of(
                new SimpleRnn.Builder().nOut(5).activation(Activation.RELU).dataFormat(f).build()));
  }

  private void bothWays() {
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      sequences("LSTM both ways " + mode, false, f -> List.of(new Bidirectional(mode, lstm(f))));
      sequences(
          "SimpleRnn both ways " + mode, true, f -> List.of(new Bidirectional(mode, simple(f))));
      sequences(
          "GravesLSTM both ways " + mode, true, f -> List.of(new Bidirectional(mode, graves(f))));
    }
    sequences(
        "GravesBidirectionalLSTM",
        true,
        f ->
            List.of(
                new GravesBidirectionalLSTM.Builder()
                    .nOut(5)
                    .activation(Activation.TANH)
                    .dataFormat(f)
                    .build()));
  }

  private void lastSteps() {
    sequences("last step of LSTM", false, f -> List.of(new LastTimeStep(lstm(f)), dense()));
    sequences("last step of SimpleRnn", true, f -> List.of(new LastTimeStep(simple(f)), dense()));
    sequences("last step of GravesLSTM", true, f -> List.of(new LastTimeStep(graves(f)), dense()));
    sequences(
        "last step of both ways",
        false,
        f ->
            List.of(
                lstm(f),
                new LastTimeStep(new Bidirectional(Bidirectional.Mode.CONCAT, lstm(f))),
                dense()));
  }

  private static Layer dense() {
    return new DenseLayer.Builder().nOut(3).activation(Activation.TANH).build();
  }

  private void outputs() {
    sequences(
        "RnnOutputLayer",
        false,
        f ->
            List.of(
                lstm(f),
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .dataFormat(f)
                    .build()));
    sequences(
        "RnnLossLayer",
        false,
        f ->
            List.of(
                lstm(f),
                new RnnLossLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .dataFormat(f)
                    .build()));
    sequences(
        "dense layers between steps",
        false,
        f -> List.of(lstm(f), dense(), new ActivationLayer(Activation.SIGMOID), dense(), lstm(f)));
  }
}
