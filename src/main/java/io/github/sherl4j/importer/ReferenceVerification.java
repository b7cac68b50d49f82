package io.github.sherl4j.importer;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.internal.Services;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares a backbone with another program that runs the same file, tensor by tensor, on inputs
 * made from a seed. A tensor may differ by {@code tolerance · max(1, its largest magnitude)};
 * numbers beyond 1e30 are masks, whose signs alone count. Tensors inside fused patterns are those
 * of the same file opened unfused. Memory: every tensor twice, and for these the weights twice.
 *
 * @param reference the program
 * @param report tensors in the order in which the model computes them
 */
public record ReferenceVerification(String reference, VerifyReport report) {

  /**
   * Runs both and compares.
   *
   * @param backbone opened from {@code file} with {@code options}
   * @throws BadInputException if nothing runs this format, the library is missing, or one of the
   *     two cannot run the model on such inputs
   */
  public static ReferenceVerification verify(
      Path file, Backbone backbone, ImportOptions options, long seed, double tolerance) {
    ReferenceProvider provider = provider(backbone.format(), file);
    Set<String> tensors = new LinkedHashSet<>();
    backbone.ops().forEach(op -> tensors.addAll(op.outputs()));
    backbone.outputs().forEach(o -> tensors.add(o.name()));
    Map<String, INDArray> feeds = RandomInputs.of(backbone, seed);
    try (Reference reference = provider.open(file, options, tensors)) {
      backbone.checkInputs(feeds);
      Map<String, NpyArray> wanted = reference.run(feeds);
      Map<String, VerifyReport.Row> found = new HashMap<>();
      Set<String> inside = new LinkedHashSet<>();
      backbone.fusions().forEach(f -> inside.addAll(f.interior()));
      Set<String> whole = new LinkedHashSet<>(tensors);
      whole.removeAll(inside);
      compare(backbone, feeds, wanted, whole, tolerance, found);
      if (!inside.isEmpty()) {
        try (Backbone unfused = Backbones.open(file, options.fuse(false))) {
          compare(unfused, feeds, wanted, inside, tolerance, found);
        }
      }
      List<VerifyReport.Row> rows =
          tensors.stream().map(found::get).filter(Objects::nonNull).toList();
      List<String> skipped = tensors.stream().filter(t -> !wanted.containsKey(t)).toList();
      return new ReferenceVerification(reference.name(), new VerifyReport(rows, skipped));
    } finally {
      feeds.values().forEach(INDArray::close);
    }
  }

  /** The operator that makes the first tensor that differs, if there is one. */
  public Optional<OpNode> firstDifferentOp(Backbone backbone) {
    return report
        .firstDifference()
        .flatMap(
            row ->
                backbone.ops().stream()
                    .filter(op -> op.outputs().contains(row.name()))
                    .findFirst());
  }

  private static ReferenceProvider provider(String format, Path file) {
    for (ReferenceProvider p :
        Services.find(ReferenceProvider.class, ReferenceProvider::format).services()) {
      if (p.format().equals(format)) {
        return p;
      }
    }
    throw new BadInputException(
        "no program to compare " + format + " models with",
        "recorded numbers",
        file.toString(),
        "record inputs and outputs of the original model and give them with --golden");
  }

  private static void compare(
      Backbone backbone,
      Map<String, INDArray> feeds,
      Map<String, NpyArray> wanted,
      Set<String> tensors,
      double tolerance,
      Map<String, VerifyReport.Row> found) {
    Map<String, String> variables = new LinkedHashMap<>();
    tensors.stream()
        .filter(wanted::containsKey)
        .forEach(t -> variables.put(t, backbone.variable(t).name()));
    Map<String, INDArray> placeholders = new LinkedHashMap<>();
    feeds.forEach((name, array) -> placeholders.put(backbone.variable(name).name(), array));
    try (GraphRunner runner = Runners.forward(backbone.graph(), variables.values())) {
      Map<String, INDArray> results = runner.run(placeholders);
      variables.forEach(
          (tensor, variable) -> {
            Difference d = Difference.lenient(wanted.get(tensor), results.get(variable));
            double allowed = tolerance * Math.max(1, d.scale());
            found.put(tensor, new VerifyReport.Row(tensor, d.maxAbs(), allowed));
          });
    }
  }
}
