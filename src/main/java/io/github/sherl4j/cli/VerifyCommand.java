package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Verification;
import io.github.sherl4j.importer.VerifyReport;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code sherl verify}: are the imported model's numbers those of the original? */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Compares an imported model with recorded outputs.")
final class VerifyCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Parameters(paramLabel = "MODEL", description = "The model file.")
  private Path model;

  @Option(
      names = "--golden",
      required = true,
      paramLabel = "IO.npz",
      description = "Recorded in/* and out/* arrays (input, output for single ones).")
  private Path golden;

  @Option(
      names = "--blocks",
      paramLabel = "B.json",
      description = "Which tensors block/* arrays belong to; default: blocks.json beside IO.npz.")
  private Path blocks;

  @Option(
      names = "--tolerance",
      defaultValue = "1e-4",
      description = "Largest absolute difference allowed (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Mixin private ModelOptions reading;

  @Override
  public Integer call() {
    try (Backbone backbone = reading.open(model)) {
      VerifyReport report =
          Verification.verify(backbone, golden, Optional.ofNullable(blocks), tolerance);
      if (main.json()) {
        Json.print(json(report));
      } else {
        report
            .tensors()
            .forEach(r -> System.out.printf(Locale.ROOT, "%-60s %.3g%n", r.name(), r.maxAbsDiff()));
        report.skipped().forEach(s -> System.out.println(s + " skipped: no tensor named"));
        System.out.printf(
            Locale.ROOT,
            "%s: largest difference %.3g, tolerance %.3g%n",
            report.ok() ? "equal" : "DIFFERENT",
            report.maxAbsDiff(),
            tolerance);
      }
      return report.ok() ? 0 : 1;
    }
  }

  private static ObjectNode json(VerifyReport report) {
    ObjectNode root = Json.object();
    root.put("ok", report.ok()).put("maxAbsDiff", report.maxAbsDiff());
    ArrayNode tensors = root.putArray("tensors");
    report
        .tensors()
        .forEach(r -> tensors.addObject().put("name", r.name()).put("maxAbsDiff", r.maxAbsDiff()));
    report.skipped().forEach(root.putArray("skipped")::add);
    return root;
  }
}
