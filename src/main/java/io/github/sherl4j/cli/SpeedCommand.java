package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.bench.MatmulPeak;
import io.github.sherl4j.cli.bench.MemoryShape;
import io.github.sherl4j.cli.bench.MemoryShapes;
import io.github.sherl4j.cli.bench.SpeedBench;
import io.github.sherl4j.cli.bench.SpeedMethod;
import io.github.sherl4j.cli.bench.SpeedRow;
import io.github.sherl4j.cli.bench.SpeedText;
import io.github.sherl4j.engine.CpuClock;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.report.Charts;
import io.github.sherl4j.train.MemoryForecast;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sherl bench speed}: CPU and elapsed time of steps, beside what the machine can do. */
@Command(
    name = "speed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Times steps of built-in shapes with random weights: CPU-seconds, elapsed time, the share of"
            + " matrix products and how near they come to the machine's peak.")
final class SpeedCommand implements Callable<Integer> {

  @ParentCommand private BenchCommand bench;

  @Option(
      names = "--shapes",
      defaultValue = "bert-base",
      paramLabel = "GLOB",
      description =
          "Of bert-tiny, bert-mini, bert-small, bert-base, vit-b and resnet-50; several with commas"
              + " (default: ${DEFAULT-VALUE}).")
  private String shapes;

  @Option(
      names = "--methods",
      defaultValue = "*",
      paramLabel = "GLOB",
      description =
          "Of frozen-forward, onnxruntime-forward, full, last-layers, sherl and sherl-store (default:"
              + " all).")
  private String methods;

  @Option(names = "--batch", description = "Rows a batch (default: the shape's, 8 or 2).")
  private Integer batch;

  @Option(names = "--seq", description = "Tokens a row (default: the shape's, 128).")
  private Integer tokens;

  @Option(names = "--steps", defaultValue = "5", description = "Steps that count (default: 5).")
  private int steps;

  @Option(names = "--profile", description = "Show the calls that take longest.")
  private boolean profile;

  @Option(
      names = "--profile-plot",
      paramLabel = "DIR",
      description =
          "Draw where the time of a step goes into this folder, a picture for each shape and method.")
  private Path plots;

  /** What opening and attaching cost. */
  private record Start(String shape, double cpuSeconds, double wallSeconds) {}

  @Override
  public Integer call() {
    if (steps < 1 || (batch != null && batch < 1) || (tokens != null && tokens < 1)) {
      throw new BadInputException(
          "a number below 1", "at least 1", "--steps, --batch, --seq", "give another number");
    }
    List<SpeedMethod> wanted =
        SpeedMethod.select(methods).stream().filter(SpeedBench::isThere).toList();
    double peak = MatmulPeak.gflopsPerCpuSecond();
    List<SpeedRow> rows = new ArrayList<>();
    List<Start> starts = new ArrayList<>();
    for (MemoryShape shape : MemoryShapes.select(shapes)) {
      MemoryShape.Size size = shape.size(batch == null ? 0 : batch, tokens == null ? 0 : tokens);
      try (TemporaryFolder folder = new TemporaryFolder()) {
        Path file = folder.path().resolve("model.onnx");
        shape.write(file);
        starts.add(start(shape, file, size));
        SpeedBench timed =
            new SpeedBench(shape, file, folder.path().resolve("store"), size, steps, peak);
        for (SpeedRow row : timed.measure(wanted)) {
          rows.add(row);
          plot(row);
          System.err.printf(
              Locale.ROOT,
              "%s, %s: %.3f CPU-seconds a step%n",
              row.shape(),
              row.method(),
              row.cpuSecondsPerStep());
        }
      }
    }
    if (bench.json()) {
      Json.print(json(rows, starts));
    } else {
      print(rows, starts, peak);
    }
    return 0;
  }

  private void plot(SpeedRow row) {
    if (plots != null && !row.profile().isEmpty()) {
      String name = row.shape() + "-" + row.method();
      Charts.flame(plots.resolve(name + ".png"), name, row.profile());
    }
  }

  private static Start start(MemoryShape shape, Path file, MemoryShape.Size size) {
    long cpu = CpuClock.nanos();
    long wall = System.nanoTime();
    TuningConfig tuning = TuningConfig.builder().build();
    try (TunedModel model = Sherl.attach(Sherl.open(file), "sherl", tuning, List.of("a", "b"))) {
      MemoryForecast.of(model, size.batch(), size.tokens(), TrainConfig.builder().build());
      return new Start(
          shape.name(), (CpuClock.nanos() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9);
    }
  }

  private void print(List<SpeedRow> rows, List<Start> starts, double peak) {
    System.out.print(SpeedText.of(rows));
    System.out.printf(Locale.ROOT, "%none large product: %.0f GFLOP per CPU-second%n", peak);
    for (Start s : starts) {
      System.out.printf(
          Locale.ROOT,
          "%s opened, attached and planned: %.1f CPU-seconds, %.1f elapsed%n",
          s.shape(),
          s.cpuSeconds(),
          s.wallSeconds());
    }
    if (profile) {
      rows.stream()
          .filter(r -> !r.profile().isEmpty())
          .forEach(r -> System.out.print("\n" + SpeedText.profile(r)));
    }
  }

  private ObjectNode json(List<SpeedRow> rows, List<Start> starts) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("rows");
    for (SpeedRow row : rows) {
      ObjectNode node =
          array
              .addObject()
              .put("shape", row.shape())
              .put("method", row.method())
              .put("store", row.store())
              .put("batch", row.batch())
              .put("tokens", row.tokens())
              .put("cpuSecondsPerStep", row.cpuSecondsPerStep())
              .put("wallSecondsPerStep", row.wallSecondsPerStep())
              .put("tokensPerSecond", row.tokensPerSecond());
      Json.known(node, "matmulShare", row.matmulShare());
      Json.known(node, "gflopsPerCpuSecond", row.gflopsPerCpuSecond());
      node.put("matmulPeakGflopsPerCpuSecond", row.matmulPeakGflopsPerCpuSecond());
      if (profile) {
        ArrayNode calls = node.putArray("profile");
        row.profile()
            .forEach(
                r ->
                    calls
                        .addObject()
                        .put("op", r.op())
                        .put("backward", r.backward())
                        .put("calls", r.calls())
                        .put("seconds", r.nanos() / 1e9)
                        .put("flops", r.flops()));
      }
    }
    ArrayNode opened = root.putArray("import");
    starts.forEach(
        s ->
            opened
                .addObject()
                .put("shape", s.shape())
                .put("cpuSeconds", s.cpuSeconds())
                .put("wallSeconds", s.wallSeconds()));
    return root;
  }
}
