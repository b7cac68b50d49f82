package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.EpochReport;
import io.github.sherl4j.train.MemoryChoice;
import io.github.sherl4j.train.MemoryPlanner;
import io.github.sherl4j.train.Provenance;
import io.github.sherl4j.train.StepReport;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.LabelCodecs;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.train.data.Targets;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code sherl train}: fine-tunes a backbone on labelled texts or pictures and writes the adapter.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Fine-tunes a model on labelled texts or pictures and writes the small adapter file.")
final class TrainCommand implements Callable<Integer> {

  private static final String TRAIN = "train";
  private static final String DEV = "dev";
  private static final String TEST = "test";

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = {"--backbone", "--model"},
      required = true,
      paramLabel = "MODEL",
      description = "The pre-trained model file.")
  private Path backboneFile;

  @Option(
      names = {"--data", "--train"},
      required = true,
      paramLabel = "TRAIN",
      description =
          "Training rows label<TAB>text[<TAB>text]; pictures: a folder <label>/<picture>, a CIFAR"
              + " .bin file or a list label<TAB>path.")
  private Path dataFile;

  @Option(names = "--test", paramLabel = "TEST", description = "Rows to measure at the end.")
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
  @Mixin private StoreOptions store;
  @Mixin private BatchOptions batching;
  @Mixin private MemoryPlotOption plot;
  @Mixin private ReportOption report;
  @Mixin private TextOptions text;
  @Mixin private ImageOptions images;

  @Override
  public Integer call() {
    TrainReport.print(run(), main.json(), out);
    return 0;
  }

  /**
   * The same from within another command.
   *
   * @param arguments as on the command line, without {@code --out}
   * @param adapter file to write
   * @return what {@code --json} prints
   */
  static ObjectNode run(List<String> arguments, Path adapter) {
    TrainCommand command = parse(arguments);
    command.out = adapter;
    return command.run();
  }

  /** A command with these arguments, checked but not yet run. */
  static TrainCommand parse(List<String> arguments) {
    TrainCommand command = new TrainCommand();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.toArray(String[]::new));
    return command;
  }

  private ObjectNode run() {
    checkOut();
    training.config(1); // options out of range are reported before the model is read
    run.checkpoints(Map.of());
    store.check();
    String title = backboneFile.getFileName() + " tuned on " + dataFile.getFileName();
    try (RunPage page = report.begin(title)) {
      page.fact("Run", "command", RunPage.shell(command()));
      return page.watch(() -> run(page));
    }
  }

  private ObjectNode run(RunPage page) {
    long start = System.nanoTime();
    try (Backbone backbone = reading.open(backboneFile);
        DataSource source = DataSources.of(backbone, text, images)) {
      DataSource.Rows rows = source.labelled(dataFile);
      Optional<DataSource.Rows> devRows = run.dev().map(source::labelled);
      Optional<DataSource.Rows> testRows = Optional.ofNullable(testFile).map(source::labelled);
      check(backbone, rows, batching.dropLast(), "--data");
      devRows.ifPresent(r -> check(backbone, r, false, "--dev"));
      testRows.ifPresent(r -> check(backbone, r, false, "--test"));
      Targets targets = LabelCodecs.of(task).learn(rows.rows(), dataFile);
      DataSource.Data data = rows.with(targets, true);
      Optional<DataSource.Data> dev = devRows.map(r -> r.with(targets, false));
      Optional<DataSource.Data> test = testRows.map(r -> r.with(targets, false));
      Fitted fitted = fit(backbone, source, data, targets);
      Map<String, Object> input = new TreeMap<>(source.input());
      input.put("batch", fitted.batch());
      page.fact("Model", "file", backboneFile).rows("training rows", dataFile, rows);
      devRows.ifPresent(r -> page.rows("held-out rows", run.dev().orElseThrow(), r));
      testRows.ifPresent(r -> page.rows("test rows", testFile, r));
      input.forEach((name, value) -> page.fact("Data", name, value));
      Provenance provenance =
          new Provenance(training.seed(), source.tokenizerHash(), rows.hash(), input, Map.of());
      String devHash = devRows.map(DataSource.Rows::hash).orElse("none");
      int views = store.views(input.containsKey(DataSource.AUGMENT));
      try (TunedModel whole =
              Sherl.attach(
                  fitted.backbone(), method.method(), fitted.tuning(), task, targets.names());
          EarlyRun early =
              EarlyRun.of(whole, store, store.engine().of(backboneFile, reading.options()))) {
        prepare(early, TRAIN, source, rows, data, fitted, views);
        dev.ifPresent(d -> prepare(early, DEV, source, devRows.orElseThrow(), d, fitted, 1));
        test.ifPresent(t -> prepare(early, TEST, source, testRows.orElseThrow(), t, fitted, 1));
        early.ready();
        TunedModel model = early.model();
        try (Interruption interruption = new Interruption()) {
          TrainResult result =
              train(early, source, data, dev, provenance, devHash, fitted, interruption, page);
          if (test.isPresent()) { // a stop while it is measured must not cost the adapter
            AdapterStore.save(out, model, provenance);
          }
          Map<String, Number> metrics =
              test.map(t -> evaluate(early, source, t, fitted)).orElse(Map.of());
          long bytes = AdapterStore.save(out, model, provenance.measured(metrics));
          result.memory().ifPresent(m -> plot.write(m.step(), method.method()));
          double wall = (System.nanoTime() - start) / 1e9;
          ObjectNode root =
              new TrainReport(model, result, metrics, training.seed(), bytes, wall).json();
          early.report(root);
          page.fact("Method", "adapter", String.format(Locale.ROOT, "%s, %,d bytes", out, bytes));
          page.finish(result, metrics, predict());
          return root;
        }
      }
    }
  }

  /** The command line as it was given. */
  private List<String> command() {
    List<String> words = new ArrayList<>(List.of("sherl"));
    words.addAll(spec.root().commandLine().getParseResult().originalArgs());
    return words;
  }

  /** The command that asks the adapter. */
  private List<String> predict() {
    List<String> words = new ArrayList<>(List.of("bin/sherl", "predict", "--adapter", "" + out));
    words.addAll(List.of("--backbone", "" + backboneFile));
    Optional.ofNullable(text.tokenizer())
        .ifPresent(t -> words.addAll(List.of("--tokenizer", "" + t)));
    words.addAll(reading.repeated());
    words.addAll(List.of("--in", text.tokenizer() == null ? "photo.jpg" : "texts.txt"));
    return words;
  }

  /** The settings as they were given, or as they fit the budget. */
  private Fitted fit(Backbone backbone, DataSource source, DataSource.Data data, Targets targets) {
    int batch = batching.batch(backbone);
    Fitted given = Fitted.asGiven(backbone, method.config(training.seed()), batch);
    if (training.budget().isEmpty()) {
      return given;
    }
    int longest;
    BatchSettings settings = source.training(batch, false, training.seed());
    try (RowBatches batches = data.batches(DataType.FLOAT, settings)) {
      longest = source.longest(batches);
    }
    backbone.close(); // one at a time in memory
    MemoryPlanner planner =
        new MemoryPlanner(
            () -> reading.open(backboneFile),
            method.method(),
            given.tuning(),
            task,
            targets.names());
    MemoryChoice choice =
        planner.within(training.budget().get().bytes(), training.config(1), batch, longest);
    choice.tried().forEach(t -> System.err.println(MemorySize.of(t.totalBytes()) + "  " + t.way()));
    return Fitted.of(reading.open(backboneFile), choice);
  }

  private static void check(Backbone backbone, DataSource.Rows rows, boolean dropped, String what) {
    BatchOptions.checkRows(backbone, rows.rows().size(), dropped, what);
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

  private void prepare(
      EarlyRun early,
      String name,
      DataSource source,
      DataSource.Rows rows,
      DataSource.Data data,
      Fitted fitted,
      int views) {
    early.prepare(
        name,
        data.batches(early.model().dtype(), source.inOrder(fitted.batch())),
        source.identity(rows, name.equals(TRAIN)),
        views);
  }

  private TrainResult train(
      EarlyRun early,
      DataSource source,
      DataSource.Data data,
      Optional<DataSource.Data> dev,
      Provenance provenance,
      String devHash,
      Fitted fitted,
      Interruption interruption,
      RunPage page) {
    TunedModel model = early.model();
    BatchSettings settings = source.training(fitted.batch(), batching.dropLast(), training.seed());
    TrainConfig config =
        fitted.saving(training.config(Plugins.method(method.method()).rate(model.plan())));
    try (RowBatches batches = early.reading(TRAIN, data.batches(model.dtype(), settings));
        RowBatches held = dev.map(d -> inOrder(early, DEV, source, d, fitted)).orElse(null);
        Progress progress = new Progress(method.method())) {
      page.model(model, config);
      Consumer<StepReport> steps = progress::step;
      Consumer<EpochReport> evaluations = progress::evaluated;
      Trainer trainer = new Trainer(model, config).stopWhen(interruption::wanted);
      if (held != null) {
        trainer.validate(held, evaluations.andThen(page::evaluated));
      }
      run.checkpoints(identity(provenance, devHash, settings)).ifPresent(trainer::checkpoints);
      return trainer.fit(batches, steps.andThen(page::step));
    }
  }

  private Map<String, String> identity(
      Provenance provenance, String devHash, BatchSettings settings) {
    Map<String, String> identity = new TreeMap<>();
    provenance.input().forEach((name, value) -> identity.put("input " + name, "" + value));
    identity.put("file", provenance.dataHash());
    identity.put("dev file", devHash);
    identity.put("tokenizer", provenance.tokenizerHash());
    identity.put("batches", settings.toString());
    store.identity().ifPresent(features -> identity.put("features", features));
    return identity;
  }

  private static Map<String, Number> evaluate(
      EarlyRun early, DataSource source, DataSource.Data test, Fitted fitted) {
    try (RowBatches batches = inOrder(early, TEST, source, test, fitted)) {
      return Sherl.evaluate(early.model(), batches);
    }
  }

  private static RowBatches inOrder(
      EarlyRun early, String name, DataSource source, DataSource.Data data, Fitted fitted) {
    BatchSettings settings = source.inOrder(fitted.batch());
    return early.reading(name, data.batches(early.model().dtype(), settings));
  }
}
