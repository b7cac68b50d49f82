package io.github.sherl4j.cli.quickstart;

import com.google.common.collect.ImmutableMap;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.format.Fingerprints;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.report.Charts;
import io.github.sherl4j.serve.Serving;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.Provenance;
import io.github.sherl4j.train.StepReport;
import io.github.sherl4j.train.StoredAdapter;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fine-tunes the embedded backbone on the embedded task, method by method. Not thread-safe.
 *
 * <p>The files come out of the jar into a folder, where the other commands can read them too; SHERL
 * leaves its adapter there, which {@link #predict} reads back.
 */
public final class Quickstart implements AutoCloseable {

  /** The methods compared, SHERL first. */
  public static final List<String> METHODS =
      List.of("sherl", "linear-probe", "last-layers", "full");

  private static final int BATCH = 32;
  private static final double MIB = 1 << 20;

  private final Path folder;
  private final int epochs;
  private final long seed;
  private final Set<Path> files = new LinkedHashSet<>();
  private final TextTokenizer tokenizer;
  private final Labels labels;
  private final TextData train;
  private final TextData test;

  /**
   * Unpacks and reads the files.
   *
   * @param folder made if missing
   * @param epochs passes over the training rows for each method
   * @param seed of start values and data order
   * @throws io.github.sherl4j.BadInputException if the folder cannot be written to
   */
  public Quickstart(Path folder, int epochs, long seed) {
    this.folder = folder;
    this.epochs = epochs;
    this.seed = seed;
    EmbeddedFiles.unpack(folder);
    EmbeddedFiles.NAMES.forEach(n -> files.add(folder.resolve(n)));
    tokenizer = Tokenizers.open(folder.resolve(EmbeddedFiles.TOKENIZER), Pretraining.MAX_LENGTH);
    List<TextRow> rows = TsvReader.labelled(folder.resolve(EmbeddedFiles.TRAIN));
    labels = Labels.of(rows);
    train = TextData.of(rows, labels, tokenizer, folder.resolve(EmbeddedFiles.TRAIN));
    Path testFile = folder.resolve(EmbeddedFiles.TEST);
    test = TextData.of(TsvReader.labelled(testFile), labels, tokenizer, testFile);
  }

  /** Trains one of {@link #METHODS} and measures it on the test rows. */
  public MethodRow run(String method, Consumer<StepReport> listener) {
    return run(method, method, folder.resolve(EmbeddedFiles.MODEL), listener);
  }

  /** Full fine-tuning of the backbone as it was before pre-training. */
  public MethodRow runRandom(Consumer<StepReport> listener) {
    Path random = folder.resolve(EmbeddedFiles.RANDOM);
    Pretraining.start(random, Vocabulary.of(Lexicon.embedded()).size(), Rebuild.SEED);
    files.add(random);
    return run("full, random weights", "full", random, listener);
  }

  private MethodRow run(String name, String method, Path model, Consumer<StepReport> listener) {
    Backbone backbone = Sherl.open(model);
    TuningConfig config = TuningConfig.builder().seed(seed).build();
    try (TunedModel tuned = Sherl.attach(backbone, method, config, labels.names());
        TextBatches batches =
            new TextBatches(
                train,
                backbone.inputs(),
                tuned.dtype(),
                new BatchSettings(BATCH, 0, true, false, false, seed))) {
      TrainConfig training =
          TrainConfig.builder()
              .epochs(epochs)
              .rate(Plugins.method(method).rate(tuned.plan()))
              .seed(seed)
              .build();
      TrainResult result = new Trainer(tuned, training).fit(batches, listener);
      Map<String, Number> metrics = evaluate(tuned);
      if (name.equals(METHODS.get(0))) {
        save(tuned, metrics);
      }
      return new MethodRow(
          name,
          metrics.get("accuracy").doubleValue(),
          tuned.trainableParameters(),
          result.peakLiveBytes(),
          result.cpuSecondsPerStep(),
          result.losses());
    }
  }

  private Map<String, Number> evaluate(TunedModel tuned) {
    try (TextBatches batches = inOrder(test, tuned)) {
      return Sherl.evaluate(tuned, batches);
    }
  }

  private static TextBatches inOrder(TextData data, TunedModel tuned) {
    return new TextBatches(
        data, tuned.backbone().inputs(), tuned.dtype(), BatchSettings.inOrder(BATCH, 0));
  }

  private void save(TunedModel tuned, Map<String, Number> metrics) {
    AdapterStore.save(
        adapter(),
        tuned,
        new Provenance(
            seed,
            tokenizer.hash(),
            Fingerprints.ofFile(folder.resolve(EmbeddedFiles.TRAIN)),
            Map.of("maxLength", Pretraining.MAX_LENGTH, "padTo", 0, "batch", BATCH),
            metrics));
    files.add(adapter());
  }

  private Path adapter() {
    return folder.resolve("sherl.safetensors");
  }

  /** Reads SHERL's adapter back from its file and predicts a label for each text. */
  public List<String> predict(List<String> texts) {
    List<TextRow> rows = new ArrayList<>();
    texts.forEach(t -> rows.add(new TextRow(null, t, null, rows.size() + 1)));
    List<String> predicted = new ArrayList<>();
    try (StoredAdapter stored = AdapterStore.read(adapter());
        TunedModel tuned =
            Serving.restore(stored, Sherl.open(folder.resolve(EmbeddedFiles.MODEL)));
        TextBatches batches =
            inOrder(TextData.of(rows, labels, tokenizer, Path.of("--text")), tuned);
        Evaluator evaluator = new Evaluator(tuned)) {
      evaluator.logits(
          batches,
          (batch, logits) -> {
            INDArray best = logits.argMax(1);
            for (int r = 0; r < best.length(); r++) {
              predicted.add(labels.names().get(best.getInt(r)));
            }
          });
    }
    return predicted;
  }

  /** Draws loss curves and accuracy over memory. */
  public void draw(List<MethodRow> rows) {
    ImmutableMap.Builder<String, List<Double>> losses = ImmutableMap.builder();
    List<Charts.Point> points = new ArrayList<>();
    for (MethodRow row : rows) {
      losses.put(row.method(), row.losses());
      points.add(new Charts.Point(row.method(), row.peakLiveBytes() / MIB, row.accuracy()));
    }
    Path curves = folder.resolve("loss.png");
    Charts.losses(curves, "Training loss", losses.buildOrThrow());
    files.add(curves);
    Path memory = folder.resolve("accuracy-memory.png");
    String axis = "peak live MiB of a step";
    Charts.points(memory, "Test accuracy over memory", axis, "test accuracy", points);
    files.add(memory);
  }

  /** Every file left in the folder so far, in the order of writing. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
