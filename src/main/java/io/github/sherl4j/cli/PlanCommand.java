package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.train.MemoryForecast;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code sherl plan}: the memory that training would take, before anything of it is allocated. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Tells the memory of training before it starts; fits it to a budget.")
final class PlanCommand implements Callable<Integer> {

  private static final double MIB = 1 << 20;
  private static final int SHOWN = 10;

  @ParentCommand private Main main;

  @Parameters(paramLabel = "MODEL", description = "The model file.")
  private Path file;

  @Option(names = "--batch", defaultValue = "32", description = "Rows a batch (default: 32).")
  private int batch;

  @Option(
      names = {"--seq", "--max-length"},
      defaultValue = "128",
      description = "Tokens a row; the side of a picture where a model takes any (default: 128).")
  private int tokens;

  @Option(names = "--classes", defaultValue = "2", description = "Number of labels (default: 2).")
  private int classes;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      description = "Fit into this, e.g. 900MB or 1.5GB: smaller batches, more of them a step.")
  private String budget;

  @Mixin private ModelOptions reading;
  @Mixin private MethodOptions method;
  @Mixin private TrainOptions training;

  @Override
  public Integer call() {
    TrainConfig config = training.config(1);
    List<String> labels = IntStream.range(0, classes).mapToObj(i -> "label" + i).toList();
    boolean adam = config.optimizer() == Optimizers.ADAMW;
    try (Backbone backbone = reading.open(file);
        TunedModel model =
            Sherl.attach(
                backbone,
                method.method(),
                method.config(training.seed()),
                "classification",
                labels)) {
      Budgeted plan =
          budget == null
              ? new Budgeted(
                  MemoryForecast.of(model, batch, tokens, config.accumulate(), adam),
                  config.accumulate())
              : Budgeted.within(
                  MemorySize.parse(budget), model, batch, tokens, config.accumulate(), adam);
      ObjectNode root = json(model, plan);
      if (main.json()) {
        Json.print(root);
      } else {
        print(model, plan);
      }
    }
    return 0;
  }

  private ObjectNode json(TunedModel model, Budgeted plan) {
    MemoryForecast forecast = plan.forecast();
    ObjectNode root = Json.object();
    root.put("method", method.method());
    root.put("batch", forecast.batch()).put("accumulate", plan.accumulate());
    root.put("tokens", forecast.tokens());
    ObjectNode bytes = root.putObject("bytes");
    bytes.put("weights", forecast.weightBytes());
    bytes.put("optimizer", forecast.optimizerBytes());
    bytes.put("accumulated", forecast.accumulatedBytes());
    forecast
        .step()
        .kinds()
        .forEach((kind, size) -> bytes.put(kind.name().toLowerCase(Locale.ROOT), size));
    bytes.put("total", forecast.totalBytes());
    root.put("planBytes", forecast.step().arenaBytes());
    root.put("boundBytes", forecast.step().boundBytes());
    root.put("trainableParameters", model.trainableParameters());
    root.put("calls", forecast.step().calls());
    root.put("backwardCalls", forecast.step().backwardCalls());
    ArrayNode largest = root.putArray("largest");
    forecast.step().largest().stream()
        .limit(SHOWN)
        .forEach(
            t ->
                largest
                    .addObject()
                    .put("tensor", t.name())
                    .put("size", t.size())
                    .put("bytes", t.bytes())
                    .put("kind", t.kind().name().toLowerCase(Locale.ROOT)));
    return root;
  }

  private void print(TunedModel model, Budgeted plan) {
    MemoryForecast forecast = plan.forecast();
    System.out.printf(
        Locale.ROOT,
        "%s, %d rows of %d tokens%s, %,d parameters trained%n%n",
        method.method(),
        forecast.batch(),
        forecast.tokens(),
        plan.accumulate() > 1 ? ", " + plan.accumulate() + " batches a step" : "",
        model.trainableParameters());
    row("weights", forecast.weightBytes());
    row("optimiser", forecast.optimizerBytes());
    row("sums of gradients", forecast.accumulatedBytes());
    row("step, live at its peak", forecast.step().arenaBytes());
    for (MemoryPlan.Kind kind : MemoryPlan.Kind.values()) {
      row("  " + kind.name().toLowerCase(Locale.ROOT), forecast.step().kinds().get(kind));
    }
    row("in all", forecast.totalBytes());
    row("what any exact method must hold", forecast.step().boundBytes());
    System.out.println("\nlargest at the peak");
    for (MemoryPlan.Tensor t : forecast.step().largest().stream().limit(SHOWN).toList()) {
      System.out.printf(Locale.ROOT, "%10.1f MiB  %s %s%n", t.bytes() / MIB, t.name(), t.size());
    }
  }

  private static void row(String what, long bytes) {
    System.out.printf(Locale.ROOT, "%10.1f MiB  %s%n", bytes / MIB, what);
  }
}
