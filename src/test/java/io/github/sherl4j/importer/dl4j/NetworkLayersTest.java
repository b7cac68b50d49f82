package io.github.sherl4j.importer.dl4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Every layer on maps and matrices alone: Deeplearning4j's output and ours. */
class NetworkLayersTest {

  @TempDir private Path folder;

  private static final int SIZE = 9;

  private static InputType maps(CNN2DFormat format) {
    return InputType.convolutional(SIZE, SIZE, 4, format);
  }

  private DynamicTest test(String name, Supplier<Model> network, INDArray... inputs) {
    return DynamicTest.dynamicTest(name, () -> Same.check(folder, network.get(), inputs));
  }

  /** A layer alone, then with both formats. */
  private void maps(List<DynamicTest> tests, String name, Supplier<Layer> layer) {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      INDArray x =
          format == CNN2DFormat.NCHW
              ? Same.random(1, 2, 4, SIZE, SIZE)
              : Same.random(1, 2, SIZE, SIZE, 4);
      Layer before = new ConvolutionLayer.Builder(1, 1).nOut(4).build();
      Layer after = new ActivationLayer(Activation.TANH);
      tests.add(
          test(name + " " + format, () -> Same.list(maps(format), before, layer.get(), after), x));
    }
  }

  @TestFactory
  Stream<DynamicTest> convolutions() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
      for (int stride : new int[] {1, 2}) {
        String name = " " + mode + " stride " + stride;
        maps(
            tests,
            "conv" + name,
            () ->
                new ConvolutionLayer.Builder(3, 2)
                    .stride(stride, stride)
                    .nOut(5)
                    .convolutionMode(mode)
                    .activation(Activation.TANH)
                    .build());
        maps(
            tests,
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
            tests,
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
            tests,
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
        tests,
        "conv padded as Same",
        () -> new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(3).build());
    maps(
        tests,
        "conv strict padded",
        () ->
            new ConvolutionLayer.Builder(3, 3)
                .padding(2, 1)
                .stride(2, 2)
                .nOut(3)
                .convolutionMode(ConvolutionMode.Strict)
                .build());
    maps(
        tests,
        "conv dilated without bias",
        () -> new ConvolutionLayer.Builder(3, 3).dilation(2, 2).hasBias(false).nOut(3).build());
    maps(
        tests,
        "deconv padded",
        () -> new Deconvolution2D.Builder(3, 3).padding(1, 1).stride(2, 2).nOut(3).build());
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> pooling() {
    List<DynamicTest> tests = new ArrayList<>();
    for (SubsamplingLayer.PoolingType type :
        List.of(SubsamplingLayer.PoolingType.MAX, SubsamplingLayer.PoolingType.AVG)) {
      for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
        maps(
            tests,
            type + " " + mode,
            () ->
                new SubsamplingLayer.Builder(type, new int[] {3, 2}, new int[] {2, 2})
                    .convolutionMode(mode)
                    .build());
      }
      maps(
          tests,
          type + " padded",
          () ->
              new SubsamplingLayer.Builder(type, new int[] {3, 3}, new int[] {2, 2})
                  .padding(1, 1)
                  .build());
    }
    maps(
        tests,
        "AVG counting its padding",
        () ->
            new SubsamplingLayer.Builder(
                    SubsamplingLayer.PoolingType.AVG, new int[] {3, 3}, new int[] {2, 2})
                .padding(1, 1)
                .avgPoolIncludePadInDivisor(true)
                .build());
    maps(
        tests,
        "PNORM",
        () ->
            new SubsamplingLayer.Builder(
                    SubsamplingLayer.PoolingType.PNORM, new int[] {3, 3}, new int[] {2, 2})
                .pnorm(3)
                .build());
    for (PoolingType type : PoolingType.values()) {
      maps(tests, "global " + type, () -> new GlobalPoolingLayer.Builder(type).pnorm(2).build());
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> shapesAndNorms() {
    List<DynamicTest> tests = new ArrayList<>();
    maps(tests, "padding", () -> new ZeroPaddingLayer.Builder(1, 2, 3, 0).build());
    maps(tests, "cropping", () -> new Cropping2D.Builder(1, 2, 0, 3).build());
    maps(tests, "batch norm", () -> new BatchNormalization());
    maps(tests, "batch norm of the variance", () -> batch(false, false));
    maps(tests, "batch norm locked", () -> batch(true, true));
    maps(
        tests,
        "local response",
        () -> new LocalResponseNormalization.Builder(2, 5, 0.3, 0.75).build());
    maps(tests, "dropout", () -> new DropoutLayer(0.5));
    maps(
        tests,
        "losses",
        () ->
            new CnnLossLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build());
    maps(
        tests, "frozen", () -> new FrozenLayer(new ConvolutionLayer.Builder(2, 2).nOut(3).build()));
    return tests.stream();
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

  @TestFactory
  Stream<DynamicTest> sizesThatMustBeKnown() {
    Map<CNN2DFormat, INDArray> inputs =
        Map.of(
            CNN2DFormat.NCHW, Same.random(1, 2, 4, SIZE, SIZE),
            CNN2DFormat.NHWC, Same.random(1, 2, SIZE, SIZE, 4));
    return inputs.entrySet().stream()
        .flatMap(
            e ->
                Stream.of(
                        new Upsampling2D.Builder(2).size(new int[] {2, 3}).build(),
                        new PReLULayer.Builder()
                            .inputShape(e.getValue().slice(0).shape())
                            .sharedAxes(1)
                            .build())
                    .map(
                        layer ->
                            DynamicTest.dynamicTest(
                                layer.getClass().getSimpleName() + " " + e.getKey(),
                                () ->
                                    Same.check(
                                        folder,
                                        Same.list(
                                            maps(e.getKey()),
                                            layer,
                                            new ActivationLayer(Activation.TANH)),
                                        Pinned.to("input", e.getValue()),
                                        e.getValue()))));
  }

  @TestFactory
  Stream<DynamicTest> matrices() {
    INDArray x = Same.random(1, 3, 6).muli(2);
    InputType type = InputType.feedForward(6);
    List<DynamicTest> tests = new ArrayList<>();
    List<IActivation> activations = new ArrayList<>();
    for (Activation a : Activation.values()) {
      activations.add(a.getActivationFunction());
    }
    activations.addAll(
        List.of(
            new ActivationLReLU(0.3),
            new ActivationELU(0.7),
            new ActivationRReLU(0.1, 0.5),
            new ActivationThresholdedReLU(0.4),
            new ActivationGELU(true),
            new ActivationReLU(1.5, 0.0, 0.1),
            new ActivationReLU(null, 0.5, 0.2)));
    for (IActivation a : activations) {
      tests.add(
          test(
              "dense " + a,
              () -> Same.list(type, new DenseLayer.Builder().nOut(5).activation(a).build()),
              x));
    }
    tests.add(
        test(
            "output",
            () ->
                Same.list(
                    type,
                    new DenseLayer.Builder().nOut(5).hasBias(false).dropOut(0.5).build(),
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .nOut(3)
                        .build()),
            x));
    tests.add(
        test(
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
                    new LossLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(Activation.SIGMOID)
                        .build()),
            x));
    tests.add(
        test(
            "pictures in rows",
            () ->
                Same.list(
                    InputType.convolutionalFlat(6, 5, 2),
                    new ConvolutionLayer.Builder(3, 3).nOut(3).build(),
                    new DenseLayer.Builder().nOut(4).build()),
            Same.random(4, 2, 60)));
    return tests.stream();
  }
}
