import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.quickstart.EmbeddedFiles;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.Pooling;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningGraph;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.plan.TuningPlan;
import io.github.sherl4j.plan.WeightKinds;
import io.github.sherl4j.text.LabelledTexts;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A tuning method of one's own, found through a line in META-INF/services, beside ours. */
public final class OwnMethod {

  /**
   * {@code norms}: trains gains and shifts of every normalisation and the head, all else frozen.
   */
  public static final class Norms implements TuningMethod {

    @Override
    public String name() {
      return "norms";
    }

    @Override
    public Set<String> options() {
      return Set.of("pooling");
    }

    @Override
    public TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
      Pooling pooling = config.choice("pooling", Pooling.class, Pooling.MEAN);
      Map<String, WeightKinds.Kind> kinds = WeightKinds.of(backbone);
      List<String> norms =
          backbone.weights().stream()
              .filter(weight -> kinds.get(weight) == WeightKinds.Kind.NORM)
              .toList();
      return new TuningPlan(
          name(),
          "recommended",
          List.of(), // nothing is read without a gradient
          Optional.empty(), // nothing is added to the backbone
          blocks.blocks().size(),
          norms,
          blocks.features(),
          pooling,
          Map.of("pooling", TuningConfig.word(pooling)));
    }

    @Override
    public double rate(TuningPlan plan) {
      return 1e-2;
    }

    @Override
    public void attach(TuningGraph graph, TuningPlan plan) {
      // The plan's weights are trained, the task adds the head; parameters would be made here.
    }
  }

  public static void main(String[] arguments) {
    Sherl.plugins().stream()
        .filter(plugin -> plugin.point().equals("method"))
        .forEach(plugin -> System.out.println(plugin.names() + " of " + plugin.className()));
    Path folder = EmbeddedFiles.unpack(Path.of("sherl-quickstart"));
    Path rows = folder.resolve("train.tsv");
    try (LabelledTexts texts = LabelledTexts.open(folder.resolve("tokenizer.json"), rows, 32);
        TunedModel model =
            Sherl.attach(Sherl.open(folder.resolve("model.onnx")), "norms", texts.labels());
        TextBatches train = texts.training(model, 32, 1);
        TextBatches test = texts.inOrder(model, folder.resolve("test.tsv"), 32)) {
      double rate = Plugins.method("norms").rate(model.plan());
      Sherl.train(model, TrainConfig.builder().epochs(6).rate(rate).build(), train);
      System.out.printf(
          "%,d parameters, accuracy %.1f %%%n",
          model.trainableParameters(),
          100 * Sherl.evaluate(model, test).get("accuracy").doubleValue());
    }
  }
}
