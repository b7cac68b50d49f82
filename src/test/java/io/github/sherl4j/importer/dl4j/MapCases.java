package io.github.sherl4j.importer.dl4j;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Every layer on maps, in both formats. */
final class MapCases {

  private static final int SIZE = 9;

  private final NetworkCases all;

  private MapCases(NetworkCases all) {
    this.all = all;
  }

  static void add(NetworkCases all) {
    MapCases cases = new MapCases(all);
    cases.convolutions();
    cases.pooling();
    cases.shapesAndNorms();
    cases.sizesThatMustBeKnown();
    cases.namesOfOld();
  }

  private static InputType maps(CNN2DFormat format) {
    return InputType.convolutional(SIZE, SIZE, 4, format);
  }

  private static INDArray input(CNN2DFormat format) {
    return format == CNN2DFormat.NCHW
        ? Same.random(1, 2, 4, SIZE, SIZE)
        : Same.random(1, 2, SIZE, SIZE, 4);
  }

  /** A layer between two others, with both formats. */
  private void maps(String name, Supplier<Layer> layer) {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      all.add(
          name + " " + format,
          () ->
              Same.list(
                  maps(format),
                  new ConvolutionLayer.Builder(1, 1).nOut(4).build(),
                  layer.get(),
                  new ActivationLayer(Activation.TANH)),
          input(format));
    }
  }

  private void convolutions() {
    for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
      for (int stride : new int[] {1, 2}) {
        String name = " " + mode + " stride " + stride;
        maps(
            "conv" + name,
            () ->
                new ConvolutionLayer.Builder(3, 2)
                    .stride(stride, stride)
                    .nOut(5)
                    .convolutionMode(mode)
                    .activation(Activation.TANH)
                    .build());
        maps(
            "depthwise" + name,
            () ->
                new DepthwiseConvolution2D.Builder(3, 3)
                    .stride(stride, stride)
                    .depthMultiplier(2)
                    .nOut(8)
                    .convolutionMode(mode)
                    .activation(Activation.IDENTITY)
                    .build());
        maps(
            "separable" + name,
            () ->
                new SeparableConvolution2D.Builder(3, 3)
                    .stride(stride, stride)
                    .depthMultiplier(2)
                    .nOut(5)
                    .convolutionMode(mode)
                    .activation(Activation.SIGMOID)
                    .build());
        maps(
            "deconv" + name,
            () ->
                new Deconvolution2D.Builder(3, 2)
                    .stride(stride, stride)
                    .nOut(5)
                    .convolutionMode(mode)
                    .activation(Activation.IDENTITY)
                    .build());
      }
    }
    maps(
        "conv padded as Same",
        () -> new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(3).build());
    maps(
        "conv strict padded",
        () ->
            new ConvolutionLayer.Builder(3, 3)
                .padding(2, 1)
                .stride(2, 2)
                .nOut(3)
                .convolutionMode(ConvolutionMode.Strict)
                .build());
    maps(
        "conv dilated without bias",
        () -> new ConvolutionLayer.Builder(3, 3).dilation(2, 2).hasBias(false).nOut(3).build());
    maps(
        "deconv padded",
        () -> new Deconvolution2D.Builder(3, 3).padding(1, 1).stride(2, 2).nOut(3).build());
  }

  private void pooling() {
    for (SubsamplingLayer.PoolingType type :
        List.of(SubsamplingLayer.PoolingType.MAX, SubsamplingLayer.PoolingType.AVG)) {
      for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
        maps(
            type + " " + mode,
            () ->
                new SubsamplingLayer.Builder(type, new int[] {3, 2}, new int[] {2, 2})
                    .convolutionMode(mode)
                    .build());
      }
      maps(
          type + " padded",
          () ->
              new SubsamplingLayer.Builder(type, new int[] {3, 3}, new int[] {2, 2})
                  .padding(1, 1)
                  .build());
    }
    maps(
        "AVG counting its padding",
        () ->
            new SubsamplingLayer.Builder(
                    SubsamplingLayer.PoolingType.AVG, new int[] {3, 3}, new int[] {2, 2})
                .padding(1, 1)
                .avgPoolIncludePadInDivisor(true)
                .build());
    maps(
        "PNORM",
        () ->
            new SubsamplingLayer.Builder(
                    SubsamplingLayer.PoolingType.PNORM, new int[] {3, 3}, new int[] {2, 2})
                .pnorm(3)
                .build());
    for (PoolingType type : PoolingType.values()) {
      maps("global " + type, () -> new GlobalPoolingLayer.Builder(type).pnorm(2).build());
    }
  }

  private void shapesAndNorms() {
    maps("padding", () -> new ZeroPaddingLayer.Builder(1, 2, 3, 0).build());
    maps("cropping", () -> new Cropping2D.Builder(1, 2, 0, 3).build());
    maps("batch norm", () -> new BatchNormalization());
    maps("batch norm of the variance", () -> batch(false, false));
    maps("batch norm locked", () -> batch(true, true));
    maps("local response", () -> new LocalResponseNormalization.Builder(2, 5, 0.3, 0.75).build());
    maps("dropout", () -> new DropoutLayer(0.5));
    maps(
        "losses",
        () ->
            new CnnLossLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build());
    maps("frozen", () -> new FrozenLayer(new ConvolutionLayer.Builder(2, 2).nOut(3).build()));
  }

  private static Layer batch(boolean logarithm, boolean locked) {
    return new BatchNormalization.Builder()
        .useLogStd(logarithm)
        .lockGammaBeta(locked)
        .gamma(1.5)
        .beta(0.3)
        .eps(1e-3)
        .build();
  }

  private void sizesThatMustBeKnown() {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      INDArray x = input(format);
      for (Supplier<Layer> layer :
          List.<Supplier<Layer>>of(
              () -> new Upsampling2D.Builder(2).size(new int[] {2, 3}).build(),
              () ->
                  new PReLULayer.Builder().inputShape(x.slice(0).shape()).sharedAxes(1).build())) {
        all.pinned(
            "Upsampling2D or PReLU " + format,
            () -> Same.list(maps(format), layer.get(), new ActivationLayer(Activation.TANH)),
            x);
      }
    }
  }

  /** Types that extend others and add nothing. */
  private void namesOfOld() {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      all.add(
          "Convolution2D and Pooling2D " + format,
          () ->
              Same.renamed(
                  Same.list(
                      maps(format),
                      new ConvolutionLayer.Builder(2, 2).nOut(4).build(),
                      new SubsamplingLayer.Builder(
                              SubsamplingLayer.PoolingType.AVG, new int[] {2, 2})
                          .build(),
                      new ActivationLayer(Activation.TANH)),
                  Map.of("ConvolutionLayer", "Convolution2D", "SubsamplingLayer", "Pooling2D")),
          input(format));
    }
  }
}
