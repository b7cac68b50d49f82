package io.github.sherl4j.cli.quickstart;

import io.github.sherl4j.discover.BlockDiscovery;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.importer.onnx.write.OnnxWeights;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.train.StepReport;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.train.optim.Schedule;
import io.github.sherl4j.transform.Attachment;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes the embedded backbone: a small random encoder, trained by masked-language modelling on
 * sentences of {@link Grammar}. The same seed on the same kind of machine gives the same file.
 */
final class Pretraining {

  /** Steps that the embedded backbone was trained for. */
  static final int STEPS = 3000;

  private static final int ROWS = 64;
  private static final int LAYERS = 4;
  private static final int WIDTH = 64;
  private static final int HEADS = 4;

  /** Longest text in tokens. */
  static final int MAX_LENGTH = 32;

  private static final double RATE = 2e-3;

  /** BERT's start values suit a width of 768; a narrow model learns sooner from larger ones. */
  private static final double START_SCALE = 4;

  private Pretraining() {}

  /** Writes the backbone as it is before pre-training: random weights. */
  static void start(Path file, int vocabulary, long seed) {
    EncoderModel.builder()
        .layers(LAYERS)
        .width(WIDTH)
        .heads(HEADS)
        .vocabulary(vocabulary)
        .maxLength(MAX_LENGTH)
        .tokenTypes(false)
        .seed(seed)
        .build()
        .write(file);
    Map<String, INDArray> scaled = new HashMap<>();
    try (Backbone backbone = Backbones.open(file)) {
      for (String weight : backbone.weights()) {
        INDArray value = backbone.variable(weight).getArr();
        if (value.rank() > 1) {
          scaled.put(weight, value.mul(START_SCALE));
        }
      }
      OnnxWeights.replace(file, file, scaled);
    } finally {
      scaled.values().forEach(INDArray::close);
    }
  }

  /**
   * Trains every weight of {@code random} and writes the result.
   *
   * @param steps optimiser steps of 64 sentences
   */
  static TrainResult run(
      Path random,
      Path tokenizerFile,
      Path out,
      Lexicon lexicon,
      long steps,
      long seed,
      Consumer<StepReport> listener) {
    Vocabulary vocabulary = Vocabulary.of(lexicon);
    Backbone backbone = Backbones.open(random);
    try (TunedModel model =
            Attachment.attach(
                backbone,
                BlockDiscovery.discover(backbone),
                Plugins.method("full"),
                TuningConfig.builder().seed(seed).build(),
                Plugins.task("token-classification"),
                vocabulary.tokens());
        TextTokenizer tokenizer = Tokenizers.open(tokenizerFile, MAX_LENGTH);
        MaskedBatches batches =
            new MaskedBatches(
                lexicon,
                tokenizer,
                backbone.inputs(),
                vocabulary.size(),
                ROWS,
                Math.toIntExact(steps),
                seed)) {
      TrainConfig config =
          TrainConfig.builder()
              .rate(RATE)
              .schedule(Schedule.LINEAR)
              .warmup(0.05)
              .steps(steps)
              .seed(seed)
              .build();
      TrainResult result = new Trainer(model, config).fit(batches, listener);
      Map<String, INDArray> weights = new HashMap<>();
      model.trained().keySet().stream()
          .filter(backbone.weights()::contains)
          .forEach(name -> weights.put(name, model.value(name)));
      OnnxWeights.replace(random, out, weights);
      return result;
    }
  }
}
