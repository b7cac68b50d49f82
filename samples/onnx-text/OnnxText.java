import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.quickstart.EmbeddedFiles;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.text.LabelledTexts;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.text.opennlp.Categorizers;
import io.github.sherl4j.text.opennlp.Maxent;
import io.github.sherl4j.text.opennlp.TunedCategorizer;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;

/** A text classifier from an ONNX encoder: what Java had before, what SHERL adds, what it costs. */
public final class OnnxText {

  private static final Path FOLDER = EmbeddedFiles.unpack(Path.of("sherl-quickstart"));
  private static final Path ADAPTER = FOLDER.resolve("text.safetensors");

  /** Of your own model and rows, if you name them: model, tokenizer, training and test rows. */
  public static void main(String[] arguments) {
    List<Path> files =
        arguments.length == 4
            ? List.of(arguments).stream().map(Path::of).toList()
            : List.of("model.onnx", "tokenizer.json", "train.tsv", "test.tsv").stream()
                .map(FOLDER::resolve)
                .toList();
    Path model = files.get(0);
    Path tokenizer = files.get(1);
    List<TextRow> test = TsvReader.labelled(files.get(3));
    System.out.println("method           accuracy  parameters  live MiB  seconds");
    maxent(TsvReader.labelled(files.get(2)), test);
    try (LabelledTexts texts = LabelledTexts.open(tokenizer, files.get(2), 48)) {
      for (String method : List.of("linear-probe", "sherl", "last-layers", "full")) {
        tune(method, model, texts, files.get(3));
      }
    }
    // The adapter, on its backbone, is an OpenNLP categoriser like any other.
    try (TunedCategorizer categorizer = Categorizers.open(ADAPTER, model, tokenizer)) {
      for (TextRow row : test.subList(0, 3)) {
        double[] outcome = categorizer.categorize(new String[] {row.text()});
        System.out.println(categorizer.getBestCategory(outcome) + ": " + row.text());
      }
    }
  }

  /** OpenNLP's own categoriser: no pre-trained model, a bag of words. */
  private static void maxent(List<TextRow> train, List<TextRow> test) {
    long start = System.nanoTime();
    var categorizer = Maxent.train("en", train);
    double seconds = (System.nanoTime() - start) / 1e9;
    double accuracy = 100 * Maxent.accuracy(categorizer, test);
    System.out.printf("OpenNLP maxent   %6.1f %% %31.1f%n", accuracy, seconds);
  }

  private static void tune(String method, Path backbone, LabelledTexts texts, Path rows) {
    try (TunedModel model = Sherl.attach(Sherl.open(backbone), method, texts.labels());
        TextBatches train = texts.training(model, 32, 0);
        TextBatches test = texts.inOrder(model, rows, 32)) {
      double rate = Plugins.method(method).rate(model.plan());
      TrainConfig config = TrainConfig.builder().epochs(6).rate(rate).build();
      TrainResult result = Sherl.train(model, config, train);
      double accuracy = Sherl.evaluate(model, test).get("accuracy").doubleValue();
      System.out.printf(
          "%-16s %6.1f %% %,11d %9.2f %8.1f%n",
          method,
          100 * accuracy,
          model.trainableParameters(),
          result.peakLiveBytes() / (double) (1 << 20),
          result.wallSeconds());
      if (method.equals("sherl")) {
        texts.save(model, ADAPTER);
      }
    }
  }
}
