package io.github.sherl4j.text.opennlp;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;

/** A tiny model with an adapter of width 4, trained to tell classes a and b of made-up words. */
final class TinyCategorizer {

  static final List<String> LABELS = List.of("a", "b");

  private TinyCategorizer() {}

  static Path tokenizer(Path folder) {
    return TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
  }

  /** The caller closes it. */
  static TunedModel train(Path folder) {
    Path data = TinyRows.write(folder.resolve("train.tsv"), 200, 5);
    TunedModel model =
        Sherl.attach(
            Sherl.open(TinyModel.write(folder.resolve("model.onnx"), 3, 1)),
            "sherl",
            TuningConfig.builder().seed(1).option("width", 4).build(),
            LABELS);
    try (TextTokenizer tokens = Tokenizers.open(tokenizer(folder), 16);
        TextBatches batches =
            new TextBatches(
                TextData.of(TsvReader.labelled(data), Labels.inOrder(LABELS), tokens, data),
                model.backbone().inputs(),
                model.dtype(),
                new BatchSettings(16, 0, true, false, false, 1))) {
      Sherl.train(model, TrainConfig.builder().epochs(5).rate(0.02).build(), batches);
    }
    return model;
  }
}
