package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.cli.quickstart.MethodRow;
import io.github.sherl4j.cli.quickstart.Quickstart;
import io.github.sherl4j.cli.quickstart.Rebuild;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sherl quickstart}: four methods on an embedded backbone and task, in a few minutes. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Compares SHERL with other methods on a small backbone that ships inside the jar.",
      "Nothing is downloaded. The task: of what class is the doer of a sentence?"
    })
final class QuickstartCommand implements Callable<Integer> {

  private static final List<String> TEXTS =
      List.of(
          "The old giraffe that passed the piano was surprised by a little nurse.",
          "Did the tractor behind the lamp hide the spatula?",
          "A cake was crushed by the flute that covered the hammer.");

  @ParentCommand private Main main;

  @Option(
      names = "--out",
      defaultValue = "sherl-quickstart",
      description = "Folder for files, adapter and charts (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--seed",
      defaultValue = "" + Rebuild.SEED,
      description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--epochs",
      defaultValue = "6",
      description = "Passes over the training rows (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(names = "--text", description = "A sentence to predict; may be given several times.")
  private List<String> texts = TEXTS;

  @Option(
      names = "--compare-random",
      description = "Also fine-tune the same model with random weights.")
  private boolean compareRandom;

  @ArgGroup(exclusive = false)
  private RebuildOptions rebuild;

  /** What makes the embedded files again. */
  static final class RebuildOptions {
    @Option(
        names = "--rebuild",
        required = true,
        paramLabel = "DIR",
        description = "Instead make backbone, tokenizer and data again from --seed, into DIR.")
    private Path folder;

    @Option(
        names = "--steps",
        defaultValue = "" + Rebuild.STEPS,
        description = "Steps of pre-training (default: ${DEFAULT-VALUE}).")
    private long steps;
  }

  @Override
  public Integer call() {
    if (rebuild != null) {
      rebuild();
      return 0;
    }
    List<MethodRow> rows = new ArrayList<>();
    try (Quickstart quickstart = new Quickstart(out, epochs, seed)) {
      for (String method : Quickstart.METHODS) {
        try (Progress progress = new Progress(method)) {
          rows.add(quickstart.run(method, progress::step));
        }
      }
      if (compareRandom) {
        try (Progress progress = new Progress("random")) {
          rows.add(quickstart.runRandom(progress::step));
        }
      }
      quickstart.draw(rows);
      report(rows, quickstart.predict(texts), quickstart.files());
    }
    return 0;
  }

  private void rebuild() {
    List<Path> files;
    try (Progress progress = new Progress("pre-train")) {
      files = Rebuild.run(rebuild.folder, seed, rebuild.steps, progress::step);
    }
    if (main.json()) {
      ObjectNode root = Json.object();
      files.forEach(f -> root.withArray("files").add(f.toString()));
      Json.print(root);
    } else {
      files.forEach(f -> System.out.println(f));
    }
  }

  private void report(List<MethodRow> rows, List<String> predicted, List<Path> files) {
    if (main.json()) {
      Json.print(json(rows, predicted, files));
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%-22s %10s %12s %14s %12s%n",
        "method",
        "accuracy",
        "parameters",
        "peak live MiB",
        "CPU s/step");
    for (MethodRow row : rows) {
      System.out.printf(
          Locale.ROOT,
          "%-22s %8.1f %% %,12d %14.2f %12.4f%n",
          row.method(),
          100 * row.accuracy(),
          row.trainableParameters(),
          row.peakLiveBytes() / (double) (1 << 20),
          row.cpuSecondsPerStep());
    }
    System.out.println();
    for (int i = 0; i < texts.size(); i++) {
      System.out.printf(Locale.ROOT, "%-12s %s%n", predicted.get(i), texts.get(i));
    }
    System.out.println();
    files.forEach(f -> System.out.println(f));
  }

  private ObjectNode json(List<MethodRow> rows, List<String> predicted, List<Path> files) {
    ObjectNode root = Json.object();
    for (MethodRow row : rows) {
      root.withArray("rows")
          .addObject()
          .put("method", row.method())
          .put("accuracy", row.accuracy())
          .put("trainableParameters", row.trainableParameters())
          .put("peakLiveBytes", row.peakLiveBytes())
          .put("cpuSecondsPerStep", row.cpuSecondsPerStep());
    }
    for (int i = 0; i < texts.size(); i++) {
      root.withArray("predictions")
          .addObject()
          .put("text", texts.get(i))
          .put("label", predicted.get(i));
    }
    files.forEach(f -> root.withArray("files").add(f.toString()));
    return root;
  }
}
