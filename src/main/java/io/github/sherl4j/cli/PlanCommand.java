package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.train.MemoryChoice;
import io.github.sherl4j.train.MemoryForecast;
import io.github.sherl4j.train.MemoryPlanner;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainingMemory;
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

  @Mixin private ModelOptions reading;
  @Mixin private MethodOptions method;
  @Mixin private TrainOptions training;
  @Mixin private MemoryPlotOption plot;

  @Override
  public Integer call() {
    TrainConfig config = training.config(1);
    List<String> labels = IntStream.range(0, classes).mapToObj(i -> "label" + i).toList();
    TuningConfig tuning = method.config(training.seed());
    MemoryPlanner planner =
        Sherl.planner(() -> reading.open(file), method.method(), tuning, labels);
    MemoryChoice choice =
        training
            .budget()
            .map(b -> planner.within(b.bytes(), config, batch, tokens))
            .orElseGet(() -> asItIs(planner.forecast(config, batch, tokens), tuning, config));
    plot.write(choice.forecast().memory().step(), method.method());
    if (main.json()) {
      Json.print(json(choice));
    } else {
      print(choice);
    }
    return 0;
  }

  private static MemoryChoice asItIs(
      MemoryForecast forecast, TuningConfig tuning, TrainConfig config) {
    return new MemoryChoice(tuning, config, forecast.batch(), forecast, List.of());
  }

  private ObjectNode json(MemoryChoice choice) {
    MemoryForecast forecast = choice.forecast();
    ObjectNode root = Json.object();
    root.put("method", method.method());
    root.put("batch", forecast.batch()).put("accumulate", choice.training().accumulate());
    root.put("tokens", forecast.tokens());
    root.put("recompute", choice.training().recompute());
    choice.tuning().options().forEach(root.putObject("options")::put);
    ArrayNode tried = root.putArray("tried");
    choice.tried().forEach(t -> tried.addObject().put("way", t.way()).put("bytes", t.totalBytes()));
    Json.memory(root.putObject("bytes"), forecast.memory());
    MemoryPlan step = forecast.memory().step();
    root.put("planBytes", step.arenaBytes());
    root.put("boundBytes", step.boundBytes());
    root.put("trainableParameters", forecast.trainedParameters());
    root.put("calls", step.calls());
    root.put("backwardCalls", step.backwardCalls());
    ArrayNode largest = root.putArray("largest");
    step.largest().stream()
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

  private void print(MemoryChoice choice) {
    MemoryForecast forecast = choice.forecast();
    for (MemoryChoice.Tried tried : choice.tried()) {
      row(tried.way(), tried.totalBytes());
    }
    System.out.printf(
        Locale.ROOT,
        "%s%s, %d rows of %d tokens%s%s, %,d parameters trained%n%n",
        choice.tried().isEmpty() ? "" : "\n",
        method.method(),
        forecast.batch(),
        forecast.tokens(),
        choice.training().accumulate() > 1
            ? ", " + choice.training().accumulate() + " batches a step"
            : "",
        choice.training().recompute() ? ", activations computed again" : "",
        forecast.trainedParameters());
    TrainingMemory memory = forecast.memory();
    MemoryPlan step = memory.step();
    row("weights", memory.weightBytes());
    row("optimiser", memory.optimizerBytes());
    row("sums of gradients", memory.accumulatedBytes());
    row("step, live at its peak", step.arenaBytes());
    for (MemoryPlan.Kind kind : MemoryPlan.Kind.values()) {
      row("  " + kind.name().toLowerCase(Locale.ROOT), step.kinds().get(kind));
    }
    row("in all", memory.totalBytes());
    row("what any exact method must hold", step.boundBytes());
    System.out.println("\nlargest at the peak");
    for (MemoryPlan.Tensor t : step.largest().stream().limit(SHOWN).toList()) {
      System.out.printf(Locale.ROOT, "%10.1f MiB  %s %s%n", t.bytes() / MIB, t.name(), t.size());
    }
  }

  private static void row(String what, long bytes) {
    System.out.printf(Locale.ROOT, "%10.1f MiB  %s%n", bytes / MIB, what);
  }
}
