import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.quickstart.EmbeddedFiles;
import io.github.sherl4j.format.Fingerprints;
import io.github.sherl4j.text.LabelledTexts;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.train.Checkpoints;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.transform.TunedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A run that is stopped and taken up again ends where one that was never stopped ends. */
public final class Resume {

  private static final Path FOLDER = EmbeddedFiles.unpack(Path.of("sherl-quickstart"));
  private static final Path MODEL = FOLDER.resolve("model.onnx");
  private static final Path TRAIN = FOLDER.resolve("train.tsv");
  private static final long TO_THE_END = Long.MAX_VALUE;

  public static void main(String[] arguments) throws IOException {
    Path whole = FOLDER.resolve("whole.safetensors");
    Path resumed = FOLDER.resolve("resumed.safetensors");
    try (LabelledTexts texts = LabelledTexts.open(FOLDER.resolve("tokenizer.json"), TRAIN, 32)) {
      Path states = Files.createTempDirectory("states");
      run(texts, whole, states.resolve("a"), TO_THE_END);
      run(texts, resumed, states.resolve("b"), 25);
      run(texts, resumed, states.resolve("b"), TO_THE_END); // a later process, say
    }
    System.out.println("the same file: " + (Files.mismatch(whole, resumed) < 0));
  }

  private static void run(LabelledTexts texts, Path adapter, Path states, long stopAfter) {
    AtomicLong done = new AtomicLong();
    TrainConfig config = TrainConfig.builder().epochs(2).seed(1).build();
    // Of the newest sound state of the same run, if there is one; every 10 steps, 2 are kept.
    Checkpoints checkpoints =
        new Checkpoints(states, 10, 2, true, Map.of("rows", Fingerprints.ofFile(TRAIN)));
    try (TunedModel model = Sherl.attach(Sherl.open(MODEL), "sherl", texts.labels());
        TextBatches rows = texts.training(model, 32, 1)) {
      TrainResult result =
          new Trainer(model, config)
              .checkpoints(checkpoints)
              .stopWhen(() -> done.get() >= stopAfter)
              .fit(rows, report -> done.set(report.step()));
      texts.save(model, adapter);
      System.out.printf(
          "%s after %d of 60 steps, loss %.6f%n",
          result.end(), result.steps(), result.losses().get(result.losses().size() - 1));
    }
  }
}
