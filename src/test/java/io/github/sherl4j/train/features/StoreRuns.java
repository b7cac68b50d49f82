package io.github.sherl4j.train.features;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.transform.Split;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Training runs on texts of a small model, with and without a store. */
final class StoreRuns {

  private final Path model;
  private final Path store;
  private final TextData data;
  private final List<String> labels;
  StoreFormat format = StoreFormat.FP32;
  ToLongFunction<Path> free = p -> Long.MAX_VALUE;
  int padTo;
  boolean bucket;
  long seed = 1;

  StoreRuns(Path folder, int rows) {
    model = TinyModel.write(folder.resolve("model.onnx"), 3, 1);
    store = folder.resolve("store");
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    Path file = TinyRows.write(folder.resolve("data.tsv"), rows, 7);
    List<TextRow> read = TsvReader.labelled(file);
    Labels targets = Labels.of(read);
    labels = targets.names();
    try (TextTokenizer tokenizer = Tokenizers.open(folder.resolve("tokenizer.json"), 32)) {
      data = TextData.of(read, targets, tokenizer, file);
    }
  }

  Path store() {
    return store;
  }

  TunedModel attach(String method, Map<String, String> options) {
    TuningConfig.Builder config = TuningConfig.builder().seed(seed);
    options.forEach(config::option);
    return Sherl.attach(Sherl.open(model), method, config.build(), labels);
  }

  TextBatches batches(TunedModel tuned, boolean shuffled) {
    BatchSettings settings =
        shuffled
            ? new BatchSettings(8, padTo, true, true, bucket, seed)
            : BatchSettings.inOrder(8, padTo);
    return new TextBatches(data, tuned.backbone().inputs(), DataType.FLOAT, settings);
  }

  private TrainConfig config() {
    return TrainConfig.builder().epochs(3).rate(0.01).seed(seed).build();
  }

  TrainResult whole(String method, Map<String, String> options) {
    try (TunedModel tuned = attach(method, options);
        TextBatches batches = batches(tuned, true)) {
      return Sherl.train(tuned, config(), batches);
    }
  }

  /** A run from the store, and what opening it took. */
  record Stored(TrainResult result, StoreReport report) {}

  Stored stored(String method, Map<String, String> options) {
    return with(
        method,
        options,
        (split, opened, batches) -> {
          split.releaseEarly();
          return new Stored(Sherl.train(split.late(), config(), batches), opened.report());
        });
  }

  /** All logits before training, a row each. */
  INDArray logits(String method, Map<String, String> options) {
    return with(method, options, (split, opened, batches) -> logits(split, batches));
  }

  static INDArray logits(Split split, TextBatches batches) {
    List<INDArray> all = new ArrayList<>();
    try (Evaluator evaluator = new Evaluator(split.late())) {
      evaluator.logits(batches, (batch, logits) -> all.add(logits.dup('c')));
    }
    return Nd4j.concat(0, all.toArray(INDArray[]::new));
  }

  /** What is done with features that are open. */
  interface Action<T> {
    T with(Split split, StoredFeatures opened, TextBatches batches);
  }

  <T> T with(String method, Map<String, String> options, Action<T> action) {
    try (TunedModel tuned = attach(method, options)) {
      Split split = Split.of(tuned);
      FeatureStore features = new FeatureStore(store, format, split, EarlyEngines.SAMEDIFF, free);
      try (TextBatches rows = batches(tuned, false);
          StoredFeatures opened =
              features.open(rows, Map.of("file", "tiny"), 1, (done, all) -> {});
          TextBatches batches = batches(tuned, true)) {
        batches.readFrom(opened);
        return action.with(split, opened, batches);
      }
    }
  }
}
