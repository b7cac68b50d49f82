package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.format.Fingerprints;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.text.BatchSettings;
import io.github.sherl4j.text.Labels;
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

  @Option(names = "--tokenizer", required = true, description = "The model's tokenizer.json.")
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

  @Mixin private MethodOptions method;
  @Mixin private TrainOptions training;
  @Mixin private TextOptions text;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    checkOut();
    List<TextRow> rows = TsvReader.labelled(dataFile);
    List<TextRow> testRows = testFile == null ? List.of() : TsvReader.labelled(testFile);
    Labels labels = Labels.of(rows);
    training.config(1); // options out of range are reported before the model is read
    Backbone backbone = Sherl.open(backboneFile);
    int maxLength = text.maxLength(backbone);
    int padTo = text.padTo(backbone);
    try (TextTokenizer tokenizer = Tokenizers.open(tokenizerFile, maxLength)) {
      TextData data = TextData.of(rows, labels, tokenizer, dataFile);
      TextData test =
          TextData.of(testRows, labels, tokenizer, testFile == null ? dataFile : testFile);
      try (TunedModel model =
          Sherl.attach(backbone, method.method(), method.config(training.seed()), labels.names())) {
        TrainConfig config = training.config(Plugins.method(method.method()).rate(model.plan()));
        TrainResult result = train(model, data, padTo, config);
        Map<String, Number> metrics = test.size() == 0 ? Map.of() : evaluate(model, test, padTo);
        long bytes =
            AdapterStore.save(
                out,
                model,
                new Provenance(
                    training.seed(),
                    tokenizer.hash(),
                    Fingerprints.ofFile(dataFile),
                    Map.of("maxLength", maxLength, "padTo", padTo, "batch", text.batch()),
                    metrics));
        report(model, result, metrics, bytes, (System.nanoTime() - start) / 1e9);
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

  private TrainResult train(TunedModel model, TextData data, int padTo, TrainConfig config) {
    BatchSettings settings =
        new BatchSettings(
            text.batch(), padTo, true, text.dropLast(), text.bucket(), training.seed());
    try (TextBatches batches =
            new TextBatches(data, model.backbone().inputs(), model.dtype(), settings);
        Progress progress = new Progress(method.method())) {
      return new Trainer(model, config).fit(batches, progress::step);
    }
  }

  private Map<String, Number> evaluate(TunedModel model, TextData test, int padTo) {
    try (TextBatches batches =
        new TextBatches(
            test,
            model.backbone().inputs(),
            model.dtype(),
            BatchSettings.inOrder(text.batch(), padTo))) {
      return Sherl.evaluate(model, batches);
    }
  }

  private void report(
      TunedModel model, TrainResult result, Map<String, Number> metrics, long bytes, double wall) {
    ObjectNode root = Json.object();
    root.put("method", model.plan().method())
        .put("preset", model.plan().preset())
        .put("seed", training.seed())
        .put("steps", result.steps())
        .put("trainLoss", result.finalLoss());
    Json.numbers(root.putObject("test"), metrics);
    root.put("trainableParameters", model.trainableParameters())
        .put("totalParameters", model.totalParameters())
        .put("peakLiveBytes", result.peakLiveBytes())
        .put("peakResidentBytes", result.peakResidentBytes())
        .put("cpuSecondsPerStep", result.cpuSecondsPerStep())
        .put("wallSeconds", wall)
        .put("adapterBytes", bytes)
        .put("backwardOps", model.gradients().backwardOps());
    if (main.json()) {
      Json.print(root);
    } else {
      root.properties().forEach(e -> System.out.println(e.getKey() + ": " + e.getValue()));
      System.out.println("adapter written to " + out);
    }
  }
}
