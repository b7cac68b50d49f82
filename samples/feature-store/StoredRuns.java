import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.quickstart.EmbeddedFiles;
import io.github.sherl4j.format.Fingerprints;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.text.LabelledTexts;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.features.EarlyEngines;
import io.github.sherl4j.train.features.FeatureStore;
import io.github.sherl4j.train.features.StoreFormat;
import io.github.sherl4j.train.features.StoreReport;
import io.github.sherl4j.train.features.StoredFeatures;
import io.github.sherl4j.transform.Split;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.Map;

/** The frozen part of a model runs once; every epoch after it, and every other run, is cheap. */
public final class StoredRuns {

  private static final Path FOLDER = EmbeddedFiles.unpack(Path.of("sherl-quickstart"));
  private static final Path MODEL = FOLDER.resolve("model.onnx");
  private static final Path TRAIN = FOLDER.resolve("train.tsv");
  private static final Path ADAPTER = FOLDER.resolve("stored.safetensors");

  public static void main(String[] arguments) {
    try (LabelledTexts texts = LabelledTexts.open(FOLDER.resolve("tokenizer.json"), TRAIN, 32)) {
      TuningConfig tuning = TuningConfig.builder().seed(1).build();
      try (TunedModel model = Sherl.attach(Sherl.open(MODEL), "sherl", tuning, texts.labels());
          TextBatches rows = texts.training(model, 32, 1)) {
        report("without a store", Sherl.train(model, training(1), rows), accuracy(texts, model));
      }
      stored(texts, 32, 1);
      stored(texts, 16, 2); // another seed and width: the same features
    }
  }

  private static void stored(LabelledTexts texts, int width, long seed) {
    TuningConfig tuning = TuningConfig.builder().seed(seed).option("width", width).build();
    TrainResult result;
    try (TunedModel model = Sherl.attach(Sherl.open(MODEL), "sherl", tuning, texts.labels());
        TextBatches rows = texts.training(model, 32, seed)) {
      Split split = Sherl.split(model);
      FeatureStore store =
          new FeatureStore(
              FOLDER.resolve("features"), StoreFormat.FP32, split, EarlyEngines.SAMEDIFF);
      Map<String, String> data = Map.of("file", Fingerprints.ofFile(TRAIN));
      try (StoredFeatures features = store.open(rows, data, 1, (done, of) -> {})) {
        split.releaseEarly(); // from here on the early weights are not in memory
        rows.readFrom(features);
        result = Sherl.train(split.late(), training(seed), rows);
        StoreReport report = features.report();
        System.out.printf(
            "%d tensors of %d rows, %.1f MB: %d records computed in %.1f s, %d were there%n",
            report.tensors(),
            report.rows(),
            report.bytes() / 1e6,
            report.built(),
            report.buildSeconds(),
            report.reused());
      }
      texts.save(split.late(), ADAPTER);
    }
    try (TunedModel whole = Sherl.load(ADAPTER, Sherl.open(MODEL))) {
      report("width " + width + ", seed " + seed, result, accuracy(texts, whole));
    }
  }

  private static TrainConfig training(long seed) {
    return TrainConfig.builder().epochs(6).seed(seed).build();
  }

  private static double accuracy(LabelledTexts texts, TunedModel model) {
    try (TextBatches test = texts.inOrder(model, FOLDER.resolve("test.tsv"), 32)) {
      return Sherl.evaluate(model, test).get("accuracy").doubleValue();
    }
  }

  private static void report(String run, TrainResult result, double accuracy) {
    System.out.printf(
        "%-17s %.4f CPU-seconds a step, loss %.3f, accuracy %.1f %%%n",
        run, result.cpuSecondsPerStep(), result.finalLoss(), 100 * accuracy);
  }
}
