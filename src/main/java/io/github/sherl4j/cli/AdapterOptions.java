package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.serve.Serving;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.StoredAdapter;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.LabelCodecs;
import io.github.sherl4j.train.data.Targets;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** A stored adapter, its backbone and tokenizer, put together again. */
final class AdapterOptions {

  @Option(names = "--adapter", required = true, description = "The adapter file.")
  private Path adapterFile;

  @Option(
      names = {"--backbone", "--model"},
      required = true,
      paramLabel = "MODEL",
      description = "The model it was trained on.")
  private Path backboneFile;

  @Option(
      names = "--tokenizer",
      required = true,
      description = "The model's tokenizer.json or vocab.txt.")
  private Path tokenizerFile;

  @Option(names = "--batch", description = "Rows a batch (default: as in training).")
  private Integer batch;

  @Option(
      names = "--allow-external-data",
      description = "Let weights lie in other files of the model's own folder.")
  private boolean external;

  /** What was pinned in training, but for the number of rows: any number can be answered. */
  private static Map<String, List<Long>> shapes(StoredAdapter adapter) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    adapter
        .shapes()
        .forEach(
            (input, sizes) -> {
              List<Long> any = new ArrayList<>(sizes);
              if (!any.isEmpty()) {
                any.set(0, -1L);
              }
              shapes.put(input, any);
            });
    return shapes;
  }

  /** Opens everything, hands model and batches over, closes everything. */
  void with(List<TextRow> rows, Path file, BiConsumer<TunedModel, TextBatches> action) {
    try (StoredAdapter adapter = AdapterStore.read(adapterFile);
        TextTokenizer tokenizer = Tokenizers.open(tokenizerFile, length(adapter))) {
      if (!tokenizer.hash().equals(adapter.tokenizerHash())) {
        throw new MismatchException(
            "a tokenizer with hash " + tokenizer.hash(),
            "the one it was trained with, " + adapter.tokenizerHash(),
            tokenizerFile.toString(),
            "give the tokenizer file that the adapter was trained with");
      }
      Targets targets = LabelCodecs.of(adapter.task()).restore(adapter.labels());
      TextData data = TextData.of(rows, targets, tokenizer, file);
      Backbone backbone = Sherl.open(backboneFile, new ImportOptions(shapes(adapter), external));
      int rowsABatch = batch == null ? adapter.input("batch") : batch;
      try (TunedModel model = Serving.restore(adapter, backbone);
          TextBatches batches =
              new TextBatches(
                  data,
                  backbone.inputs(),
                  model.dtype(),
                  BatchSettings.inOrder(rowsABatch, adapter.input("padTo")))) {
        action.accept(model, batches);
      }
    }
  }

  private int length(StoredAdapter adapter) {
    int length = adapter.input("maxLength");
    if (length < 1) {
      throw new BadInputException(
          "an adapter that was not trained on text",
          "one trained with a tokenizer",
          adapterFile.toString(),
          "use it from code");
    }
    return length;
  }
}
