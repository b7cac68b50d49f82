package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.format.Fingerprints;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.Provenance;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.LabelCodecs;
import io.github.sherl4j.train.data.Targets;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sherl train}: fine-tunes a backbone on labelled text and writes the adapter. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Fine-tunes a model on labelled text and writes the small adapter file.")
final class TrainCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Option(
      names = {"--backbone", "--model"},
      required = true,
      paramLabel = "MODEL",
      description = "The pre-trained model file.")
  private Path backboneFile;

  @Option(
      names = "--tokenizer",
      required = true,
      description = "The model's tokenizer.json or vocab.txt.")
  private Path tokenizerFile;

  @Option(
      names = {"--data", "--train"},
      required = true,
      paramLabel = "TRAIN.tsv",
      description = "Training rows label<TAB>text[<TAB>text].")
  private Path dataFile;

  @Option(names = "--test", paramLabel = "TEST.tsv", description = "Rows to measure at the end.")
  private Path testFile;

  @Option(
      names = "--out",
      defaultValue = "adapter.safetensors",
      description = "The adapter file to write (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--task",
      defaultValue = "classification",
      description =
          "classification, or regression: the label is a number (default: ${DEFAULT-VALUE}).")
  private String task;

  @Mixin private ModelOptions reading;
  @Mixin private MethodOptions method;
  @Mixin private TrainOptions training;
  @Mixin private RunOptions run;
  @Mixin private TextOptions text;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    checkOut();
    List<TextRow> rows = TsvReader.labelled(dataFile);
    List<TextRow> testRows = testFile == null ? List.of() : TsvReader.labelled(testFile);
    List<TextRow> devRows = run.dev().map(TsvReader::labelled).orElse(List.of());
    Targets targets = LabelCodecs.of(task).learn(rows, dataFile);
    training.config(1); // options out of range are reported before the model is read
    run.checkpoints(Map.of());
    Backbone backbone = reading.open(backboneFile);
    int maxLength = text.maxLength(backbone);
    int padTo = text.padTo(backbone);
    int batch = text.batch(backbone);
    text.checkRows(backbone, rows.size(), text.dropLast(), "--data");
    text.checkRows(backbone, devRows.size(), false, "--dev");
    text.checkRows(backbone, testRows.size(), false, "--test");
    try (TextTokenizer tokenizer = Tokenizers.open(tokenizerFile, maxLength)) {
      TextData data = TextData.of(rows, targets, tokenizer, dataFile);
      TextData dev = TextData.of(devRows, targets, tokenizer, run.dev().orElse(dataFile));
      TextData test =
          TextData.of(testRows, targets, tokenizer, testFile == null ? dataFile : testFile);
      Provenance provenance =
          new Provenance(
              training.seed(),
              tokenizer.hash(),
              Fingerprints.ofFile(dataFile),
              Map.of("maxLength", maxLength, "padTo", padTo, "batch", batch),
              Map.of());
      try (Interruption interruption = new Interruption();
          TunedModel model =
              Sherl.attach(
                  backbone,
                  method.method(),
                  method.config(training.seed()),
                  task,
                  targets.names())) {
        TrainResult result = train(model, data, dev, batch, padTo, provenance, interruption);
        Map<String, Number> metrics =
            test.size() == 0 ? Map.of() : evaluate(model, test, batch, padTo);
        long bytes = AdapterStore.save(out, model, provenance.measured(metrics));
        double wall = (System.nanoTime() - start) / 1e9;
        new TrainReport(model, result, metrics, training.seed(), bytes, wall)
            .print(main.json(), out);
      }
    }
    return 0;
  }

  private void checkOut() {
    Path parent = out.toAbsolutePath().getParent();
    if (!Files.isDirectory(parent) || Files.isDirectory(out)) {
      throw new BadInputException(
          Files.isDirectory(out) ? "a directory" : "no directory " + parent,
          "a file to write in an existing directory",
          "--out " + out,
          "create the directory or give another name");
    }
  }

  private TrainResult train(
      TunedModel model,
      TextData data,
      TextData dev,
      int batch,
      int padTo,
      Provenance provenance,
      Interruption interruption) {
    BatchSettings settings =
        new BatchSettings(batch, padTo, true, text.dropLast(), text.bucket(), training.seed());
    TrainConfig config = training.config(Plugins.method(method.method()).rate(model.plan()));
    try (TextBatches batches = batches(model, data, settings);
        TextBatches held = batches(model, dev, BatchSettings.inOrder(batch, padTo));
        Progress progress = new Progress(method.method())) {
      Trainer trainer = new Trainer(model, config).stopWhen(interruption::wanted);
      if (dev.size() > 0) {
        trainer.validate(held, progress::evaluated);
      }
      run.checkpoints(identity(provenance, settings)).ifPresent(trainer::checkpoints);
      return trainer.fit(batches, progress::step);
    }
  }

  private Map<String, String> identity(Provenance provenance, BatchSettings settings) {
    return Map.of(
        "file", provenance.dataHash(),
        "dev file", run.dev().map(Fingerprints::ofFile).orElse("none"),
        "tokenizer", provenance.tokenizerHash(),
        "max length", "" + provenance.input().get("maxLength"),
        "batches", settings.toString());
  }

  private Map<String, Number> evaluate(TunedModel model, TextData test, int batch, int padTo) {
    try (TextBatches batches = batches(model, test, BatchSettings.inOrder(batch, padTo))) {
      return Sherl.evaluate(model, batches);
    }
  }

  private static TextBatches batches(TunedModel model, TextData data, BatchSettings settings) {
    return new TextBatches(data, model.backbone().inputs(), model.dtype(), settings);
  }
}
