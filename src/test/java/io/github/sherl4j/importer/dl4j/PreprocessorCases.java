package io.github.sherl4j.importer.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What inputs of layers go through first. Pictures are 4 by 3 of 2 channels. */
final class PreprocessorCases {

  private static final int FEATURES = 24;
  private static final int STEPS = 5;

  private final NetworkCases all;

  private PreprocessorCases(NetworkCases all) {
    this.all = all;
  }

  static void add(NetworkCases all) {
    PreprocessorCases cases = new PreprocessorCases(all);
    cases.pictures();
    for (RNNFormat format : RNNFormat.values()) {
      cases.rows(format);
      cases.films(format);
    }
  }

  private static Layer dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.TANH).build();
  }

  private static Layer convolution() {
    return new ConvolutionLayer.Builder(2, 2).nIn(2).nOut(3).activation(Activation.TANH).build();
  }

  private static Layer lstm(int in, RNNFormat format) {
    return new LSTM.Builder()
        .nIn(in)
        .nOut(4)
        .activation(Activation.TANH)
        .dataFormat(format)
        .build();
  }

  private static INDArray sequence(RNNFormat format) {
    return format == RNNFormat.NCW
        ? Same.random(1, 3, FEATURES, STEPS)
        : Same.random(1, 3, STEPS, FEATURES);
  }

  private void pictures() {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      all.add(
          "maps to rows " + format,
          () ->
              Same.list(
                  InputType.convolutional(4, 3, 2, format),
                  new ConvolutionLayer.Builder(2, 2).nOut(3).build(),
                  new DenseLayer.Builder().nOut(4).build()),
          format == CNN2DFormat.NCHW ? Same.random(1, 2, 2, 4, 3) : Same.random(1, 2, 4, 3, 2));
    }
    all.add(
        "rows to maps in the middle",
        () ->
            Same.list(
                DataType.FLOAT,
                l -> l.inputPreProcessor(1, new FeedForwardToCnnPreProcessor(4, 3, 2)),
                dense(5, FEATURES),
                convolution()),
        Same.random(1, 2, 5));
    all.add(
        "maps to one step",
        () ->
            Same.list(
                DataType.FLOAT,
                l -> l.inputPreProcessor(1, new CnnToRnnPreProcessor(3, 2, 3)),
                convolution(),
                lstm(18, RNNFormat.NCW)),
        Same.random(1, 2, 2, 4, 3));
  }

  private void rows(RNNFormat format) {
    all.add(
        "rows to one step " + format,
        () ->
            Same.list(
                DataType.FLOAT,
                l -> l.inputPreProcessor(1, new FeedForwardToRnnPreProcessor(format)),
                dense(5, 6),
                lstm(6, format)),
        Same.random(1, 2, 5));
    all.add(
        "steps as rows, as results " + format,
        () ->
            Same.list(
                DataType.FLOAT,
                l -> l.inputPreProcessor(1, new RnnToFeedForwardPreProcessor(format)),
                lstm(FEATURES, format),
                dense(4, 3)),
        sequence(format));
    all.add(
        "steps as rows and back " + format,
        () ->
            Same.list(
                DataType.FLOAT,
                l ->
                    l.inputPreProcessor(0, new RnnToFeedForwardPreProcessor(format))
                        .inputPreProcessor(1, new FeedForwardToRnnPreProcessor(format)),
                dense(FEATURES, 6),
                lstm(6, format)),
        sequence(format));
  }

  private void films(RNNFormat format) {
    all.add(
        "steps as maps, as results " + format,
        () ->
            Same.list(
                DataType.FLOAT,
                l -> l.inputPreProcessor(0, new RnnToCnnPreProcessor(4, 3, 2, format)),
                convolution()),
        sequence(format));
    all.add(
        "steps as maps and back " + format,
        () ->
            Same.list(
                DataType.FLOAT,
                l ->
                    l.inputPreProcessor(0, new RnnToCnnPreProcessor(4, 3, 2, format))
                        .inputPreProcessor(1, new CnnToRnnPreProcessor(3, 2, 3, format)),
                convolution(),
                lstm(18, format)),
        sequence(format));
    all.add(
        "steps as maps by two preprocessors, pooled, and back " + format,
        () ->
            Same.list(
                DataType.FLOAT,
                l ->
                    l.inputPreProcessor(
                            0,
                            new ComposableInputPreProcessor(
                                new RnnToFeedForwardPreProcessor(format),
                                new FeedForwardToCnnPreProcessor(4, 3, 2)))
                        .inputPreProcessor(2, new FeedForwardToRnnPreProcessor(format)),
                convolution(),
                new GlobalPoolingLayer(PoolingType.AVG),
                lstm(3, format)),
        sequence(format));
    all.add(
        "steps as maps, pooled to results " + format,
        () ->
            Same.list(
                DataType.FLOAT,
                l -> l.inputPreProcessor(0, new RnnToCnnPreProcessor(4, 3, 2, format)),
                convolution(),
                new GlobalPoolingLayer(PoolingType.AVG)),
        sequence(format));
  }
}
