package io.github.sherl4j.cli;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.serve.Serving;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.StoredAdapter;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.LabelCodecs;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.train.data.Targets;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A stored adapter, its backbone and its kind of data, put together again. */
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
      description = "The model's tokenizer.json or vocab.txt; not for pictures.")
  private Path tokenizerFile;

  @Option(names = "--batch", description = "Rows a batch (default: as in training).")
  private Integer batch;

  @Option(
      names = "--allow-external-data",
      description = "Let weights lie in other files of the model's own folder.")
  private boolean external;

  @Option(
      names = "--stream",
      description =
          "Read large weights from the file whenever they are needed: models larger than"
              + " memory, slower.")
  private boolean streamed;

  @Mixin private EngineOptions engine;

  /** What to do with a model and the batches of a data set. */
  interface Action {
    void accept(TunedModel model, RowBatches batches, DataSource.Data data);
  }

  /** Opens everything, hands model and batches over, closes everything. */
  void with(Function<DataSource, DataSource.Rows> rows, Action action) {
    try (StoredAdapter adapter = AdapterStore.read(adapterFile)) {
      ImportOptions options =
          new ImportOptions(adapter.shapesOfAnyRows(), external).streamed(streamed);
      try (Backbone backbone = Sherl.open(backboneFile, options);
          DataSource source = DataSources.restored(adapter, backbone, tokenizerFile)) {
        Targets targets = LabelCodecs.of(adapter.task()).restore(adapter.labels());
        DataSource.Rows read = rows.apply(source);
        DataSource.Data data = read.with(targets, false);
        BatchSettings settings = source.inOrder(batch == null ? adapter.input("batch") : batch);
        try (TunedModel model = Serving.restore(adapter, backbone);
            EarlyRun early = EarlyRun.of(model, engine, engine.of(backboneFile, options));
            RowBatches batches = data.batches(model.dtype(), settings)) {
          early.prepare("data", batches, source.identity(read, false), 1);
          early.ready();
          action.accept(early.model(), early.reading("data", batches), data);
        }
      }
    }
  }
}
