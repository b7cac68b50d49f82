package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.cli.bench.MemoryBench;
import io.github.sherl4j.cli.bench.MemoryMethod;
import io.github.sherl4j.cli.bench.MemoryRow;
import io.github.sherl4j.cli.bench.MemoryShape;
import io.github.sherl4j.cli.bench.MemoryShapes;
import io.github.sherl4j.cli.bench.MemoryText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * {@code sherl bench memory}: what training steps really allocate, beside what was planned from
 * shapes alone and what any exact method must hold.
 */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains built-in shapes with random weights for a few steps, and compares the memory of a step"
          + " with the plan made from shapes alone.",
      "Exit code 1 if a row takes more than its plan, 2 %% less, or more than 1.1 times what any"
          + " exact method must hold."
    })
final class MemoryCommand implements Callable<Integer> {

  private static final double MIB = 1 << 20;

  @ParentCommand private BenchCommand bench;

  @Option(
      names = "--shapes",
      paramLabel = "GLOB",
      description =
          "Of bert-tiny, bert-mini, bert-small, bert-base, vit-b and resnet-50; several with commas"
              + " (default: bert-*, with --all all).")
  private String shapes;

  @Option(
      names = "--methods",
      defaultValue = "*",
      paramLabel = "GLOB",
      description =
          "Of sherl, sherl-late-all, last-layers, linear-probe and full-frozen-embeddings"
              + " (default: all).")
  private String methods;

  @Option(names = "--batch", description = "Rows a batch (default: the shape's, 8 or 2).")
  private Integer batch;

  @Option(
      names = "--seq",
      description = "Tokens a row (default: the shape's, 128); pictures have their own.")
  private Integer tokens;

  @Option(names = "--steps", defaultValue = "2", description = "Steps (default: 2).")
  private int steps;

  @Option(names = "--all", description = "More sizes, and pictures: 60 rows.")
  private boolean all;

  @Override
  public Integer call() {
    check("--batch", batch);
    check("--seq", tokens);
    check("--steps", steps);
    List<MemoryShape> wanted = MemoryShapes.select(shapes != null ? shapes : all ? "*" : "bert-*");
    List<MemoryMethod> ways = MemoryMethod.select(methods);
    List<MemoryRow> rows = new ArrayList<>();
    for (MemoryShape shape : wanted) {
      sizes(shape); // sizes that cannot be are met before any model is written
    }
    for (MemoryShape shape : wanted) {
      try (TemporaryFolder folder = new TemporaryFolder()) {
        Path file = folder.path().resolve("model.onnx");
        shape.write(file);
        for (MemoryMethod way : ways) {
          for (MemoryShape.Size size : sizes(shape)) {
            MemoryRow row = MemoryBench.measure(shape, file, way, size, steps);
            rows.add(row);
            tell(row);
          }
        }
      }
    }
    if (bench.json()) {
      Json.print(json(rows));
    } else {
      System.out.print(MemoryText.of(rows));
    }
    return rows.stream().allMatch(MemoryRow::ok) ? 0 : 1;
  }

  private List<MemoryShape.Size> sizes(MemoryShape shape) {
    return batch == null && tokens == null
        ? shape.sizes(all)
        : List.of(shape.size(batch == null ? 0 : batch, tokens == null ? 0 : tokens));
  }

  private static void check(String option, Integer value) {
    if (value != null && value < 1) {
      throw new BadInputException(
          option + " " + value, "at least 1", "the options", "give another number");
    }
  }

  private static void tell(MemoryRow row) {
    System.err.printf(
        Locale.ROOT,
        "%s, %s, %d x %d: %.1f MiB, plan %.1f%n",
        row.shape(),
        row.method(),
        row.batch(),
        row.tokens(),
        row.livePeakBytes() / MIB,
        row.planBytes() / MIB);
  }

  private static ObjectNode json(List<MemoryRow> rows) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("rows");
    for (MemoryRow row : rows) {
      array
          .addObject()
          .put("shape", row.shape())
          .put("method", row.method())
          .put("batch", row.batch())
          .put("tokens", row.tokens())
          .put("livePeakBytes", row.livePeakBytes())
          .put("boundBytes", row.boundBytes())
          .put("planBytes", row.planBytes())
          .put("residentPeakBytes", row.residentPeakBytes())
          .put("backwardOps", row.backwardOps())
          .put("unusedBackwardOps", row.unusedBackwardOps());
    }
    return root;
  }
}
