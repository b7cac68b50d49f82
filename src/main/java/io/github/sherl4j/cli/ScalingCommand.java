package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.cli.bench.Scaling;
import io.github.sherl4j.cli.bench.Scaling.Axis;
import io.github.sherl4j.internal.Globs;
import io.github.sherl4j.report.Charts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sherl bench scaling}: what steps cost as layers, tokens, rows and data grow. */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "CPU-seconds of steps as layers, tokens, rows of a batch and rows of the data grow, and by"
            + " what power of the size they grew last.")
final class ScalingCommand implements Callable<Integer> {

  @ParentCommand private BenchCommand bench;

  @Option(
      names = "--axes",
      defaultValue = "*",
      paramLabel = "GLOB",
      description = "Of layers, tokens, batch and examples (default: all).")
  private String axes;

  @Option(
      names = "--steps",
      defaultValue = "10",
      description = "Steps that count (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--largest", description = "Leave sizes above this out.")
  private Integer largest;

  @Option(names = "--plot", paramLabel = "FILE", description = "Draw the curves into a PNG file.")
  private Path plot;

  @Override
  public Integer call() {
    if (steps < 1 || (largest != null && largest < 1)) {
      throw new BadInputException(
          "a number below 1", "at least 1", "--steps, --largest", "give another number");
    }
    List<String> names = Arrays.stream(Axis.values()).map(ScalingCommand::label).toList();
    List<String> wanted = Globs.select(axes, names, "--axes");
    List<Scaling.Point> points = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      if (wanted.contains(label(axis))) {
        System.err.println("sherl: " + label(axis) + " ...");
        try (TemporaryFolder folder = new TemporaryFolder()) {
          points.addAll(Scaling.of(axis, steps, largest == null ? 0 : largest, folder.path()));
        }
      }
    }
    if (plot != null) {
      Charts.curves(plot, "CPU-seconds", curves(points));
    }
    if (bench.json()) {
      Json.print(json(points));
    } else {
      print(points);
    }
    return 0;
  }

  private static String label(Axis axis) {
    return axis.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Map<String, Map<Double, Double>>> curves(List<Scaling.Point> points) {
    Map<String, Map<String, Map<Double, Double>>> curves = new LinkedHashMap<>();
    points.forEach(
        p ->
            curves
                .computeIfAbsent(label(p.axis()), k -> new LinkedHashMap<>())
                .computeIfAbsent(p.method(), k -> new LinkedHashMap<>())
                .put((double) p.value(), p.cpuSeconds()));
    return curves;
  }

  private static void print(List<Scaling.Point> points) {
    System.out.printf(
        Locale.ROOT, "%-10s %-16s %s%n", "axis", "method", "CPU-seconds by size; last power");
    curves(points)
        .forEach(
            (name, lines) -> {
              Axis axis = Axis.valueOf(name.toUpperCase(Locale.ROOT));
              lines.forEach((method, line) -> print(axis, method, line, points));
            });
  }

  private static void print(
      Axis axis, String method, Map<Double, Double> line, List<Scaling.Point> points) {
    StringBuilder text = new StringBuilder();
    line.forEach((x, y) -> text.append(String.format(Locale.ROOT, "%.0f: %.4f  ", x, y)));
    double power = Scaling.power(points, axis, method);
    System.out.printf(Locale.ROOT, "%-10s %-16s %s ^%.2f%n", label(axis), method, text, power);
  }

  private static ObjectNode json(List<Scaling.Point> points) {
    ObjectNode root = Json.object();
    ArrayNode rows = root.putArray("rows");
    points.forEach(
        p -> {
          ObjectNode row =
              rows.addObject()
                  .put("axis", label(p.axis()))
                  .put("value", p.value())
                  .put("method", p.method())
                  .put("cpuSeconds", p.cpuSeconds());
          Json.known(row, "power", Scaling.power(upTo(points, p), p.axis(), p.method()));
        });
    return root;
  }

  private static List<Scaling.Point> upTo(List<Scaling.Point> points, Scaling.Point last) {
    return points.subList(0, points.indexOf(last) + 1);
  }
}
