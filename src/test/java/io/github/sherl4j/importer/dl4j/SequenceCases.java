package io.github.sherl4j.importer.dl4j;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers on sequences that are not recurrent. */
final class SequenceCases {

  private static final int STEPS = 9;

  private final NetworkCases all;

  private SequenceCases(NetworkCases all) {
    this.all = all;
  }

  static void add(NetworkCases all) {
    SequenceCases cases = new SequenceCases(all);
    cases.convolutions();
    cases.pooling();
    cases.sizes();
    cases.steps();
    cases.ids();
  }

  private static INDArray input(RNNFormat format) {
    return format == RNNFormat.NCW ? Same.random(1, 2, 4, STEPS) : Same.random(1, 2, STEPS, 4);
  }

  /** Layers in both formats, with open and with pinned numbers of steps. */
  private void sequences(String name, Function<RNNFormat, List<Layer>> layers) {
    for (RNNFormat format : RNNFormat.values()) {
      sequences(name, format, layers);
    }
  }

  private void sequences(String name, RNNFormat format, Function<RNNFormat, List<Layer>> layers) {
    InputType type = InputType.recurrent(4, STEPS, format);
    all.add(
        name + " " + format,
        () -> Same.list(type, layers.apply(format).toArray(new Layer[0])),
        input(format));
    all.pinned(
        name + " " + format + " pinned",
        () -> Same.list(type, layers.apply(format).toArray(new Layer[0])),
        input(format));
  }

  private static Convolution1DLayer.Builder convolution(int size, RNNFormat format) {
    return new Convolution1DLayer.Builder(size)
        .rnnDataFormat(format)
        .nOut(5)
        .activation(Activation.TANH);
  }

  private void convolutions() {
    for (ConvolutionMode mode :
        List.of(ConvolutionMode.Same, ConvolutionMode.Truncate, ConvolutionMode.Causal)) {
      for (int stride : new int[] {1, 2}) {
        sequences(
            "Convolution1D " + mode + " stride " + stride,
            f ->
                List.of(
                    convolution(3, f).stride(stride).convolutionMode(mode).build(),
                    new ActivationLayer(Activation.SIGMOID)));
      }
      sequences(
          "Convolution1D of two, dilated " + mode,
          f -> List.of(convolution(2, f).dilation(2).convolutionMode(mode).build()));
    }
    sequences(
        "Convolution1D padded",
        f -> List.of(convolution(3, f).padding(2).stride(2).hasBias(false).build()));
    sequences(
        "Convolution1D by its old name",
        f -> List.of(convolution(3, f).build(), new DropoutLayer(0.5)));
    for (RNNFormat format : RNNFormat.values()) {
      all.add(
          "Convolution1D itself " + format,
          () ->
              Same.renamed(
                  Same.list(InputType.recurrent(4, format), convolution(3, format).build()),
                  Map.of("Convolution1DLayer", "Convolution1D")),
          input(format));
    }
  }

  private static Layer pool(SubsamplingLayer.PoolingType type, ConvolutionMode mode) {
    return new Subsampling1DLayer.Builder(type, 3, 2).pnorm(3).convolutionMode(mode).build();
  }

  private void pooling() {
    for (SubsamplingLayer.PoolingType type :
        List.of(SubsamplingLayer.PoolingType.MAX, SubsamplingLayer.PoolingType.AVG)) {
      for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
        sequences(type + " over steps " + mode, RNNFormat.NCW, f -> List.of(pool(type, mode)));
      }
    }
    sequences(
        "PNORM over steps",
        RNNFormat.NCW,
        f -> List.of(pool(SubsamplingLayer.PoolingType.PNORM, ConvolutionMode.Truncate)));
    for (PoolingType type : PoolingType.values()) {
      sequences(
          "all steps " + type,
          RNNFormat.NCW,
          f ->
              List.of(
                  convolution(1, f).build(),
                  new GlobalPoolingLayer.Builder(type).pnorm(3).build()));
    }
    all.add(
        "Pooling1D itself",
        () ->
            Same.renamed(
                Same.list(
                    InputType.recurrent(4, STEPS),
                    convolution(3, RNNFormat.NCW).build(),
                    pool(SubsamplingLayer.PoolingType.MAX, ConvolutionMode.Truncate)),
                Map.of("Subsampling1DLayer", "Pooling1D")),
        input(RNNFormat.NCW));
  }

  private void sizes() {
    Layer mixed = convolution(1, RNNFormat.NCW).build();
    sequences(
        "padding of steps",
        RNNFormat.NCW,
        f -> List.of(mixed, new ZeroPadding1DLayer.Builder(1, 3).build()));
    sequences(
        "cropping of steps",
        RNNFormat.NCW,
        f -> List.of(mixed, new Cropping1D.Builder(1, 3).build()));
    all.pinned(
        "upsampling of steps",
        () -> Same.list(InputType.recurrent(4, STEPS), mixed, new Upsampling1D.Builder(3).build()),
        input(RNNFormat.NCW));
    for (RNNFormat format : RNNFormat.values()) {
      INDArray x = input(format);
      all.pinned(
          "PReLU of steps " + format,
          () ->
              Same.list(
                  InputType.recurrent(4, STEPS, format),
                  convolution(1, format).nOut(4).build(),
                  new PReLULayer.Builder().inputShape(x.size(1), x.size(2)).build(),
                  new ActivationLayer(Activation.TANH)),
          x);
    }
  }

  private static Layer dense() {
    return new DenseLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  private void steps() {
    sequences("each step by itself", f -> List.of(new TimeDistributed(dense(), f)));
    sequences(
        "each step after a recurrent layer, masked",
        f -> List.of(RecurrentCases.lstm(f), new MaskLayer(), new TimeDistributed(dense(), f)));
    for (RNNFormat format : RNNFormat.values()) {
      all.add(
          "repeated rows " + format,
          () ->
              Same.list(
                  InputType.feedForward(4),
                  dense(),
                  new RepeatVector.Builder<>(5).dataFormat(format).build(),
                  RecurrentCases.lstm(format)),
          Same.random(3, 2, 4));
    }
  }

  private void ids() {
    for (RNNFormat format : RNNFormat.values()) {
      for (boolean bias : new boolean[] {false, true}) {
        all.add(
            "ids to sequences " + format + ", bias " + bias,
            () ->
                Same.list(
                    InputType.recurrent(11, STEPS, format),
                    new EmbeddingSequenceLayer.Builder()
                        .nIn(11)
                        .nOut(4)
                        .hasBias(bias)
                        .inferInputLength(true)
                        .outputDataFormat(format)
                        .activation(Activation.TANH)
                        .build(),
                    RecurrentCases.lstm(format)),
            Same.ids(11, 2, STEPS));
      }
    }
  }
}
