package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ReferenceVerification;
import io.github.sherl4j.importer.Verification;
import io.github.sherl4j.importer.VerifyReport;
import java.nio.file.Path;
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
    description = "Compares an imported model with ONNX Runtime, or with recorded outputs.",
    footer = {
      "",
      "Without --golden every tensor is compared with ONNX Runtime, in the order of computation, on",
      "inputs made from --seed; it may differ by the tolerance times max(1, its largest magnitude)."
    })
final class VerifyCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Parameters(paramLabel = "MODEL", description = "The model file.")
  private Path model;

  @Option(
      names = "--golden",
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

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of the inputs where none are recorded (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    try (Backbone backbone = reading.open(model)) {
      return golden == null ? reference(backbone) : recorded(backbone);
    }
  }

  private int recorded(Backbone backbone) {
    VerifyReport report =
        Verification.verify(backbone, golden, Optional.ofNullable(blocks), tolerance);
    return print(report, VerifyJson.of(report, Optional.empty()), golden.toString());
  }

  private int reference(Backbone backbone) {
    if (blocks != null) {
      throw new BadInputException(
          "--blocks alone", "--golden beside it", "the options", "name the recorded file");
    }
    ReferenceVerification done =
        ReferenceVerification.verify(model, backbone, reading.options(), seed, tolerance);
    ObjectNode json = VerifyJson.of(done.report(), done.firstDifferentOp(backbone));
    return print(
        done.report(), json.put("reference", done.reference()).put("seed", seed), done.reference());
  }

  private int print(VerifyReport report, ObjectNode json, String with) {
    if (main.json()) {
      Json.print(json);
    } else {
      VerifyJson.text(report, json, with);
    }
    return report.ok() ? 0 : 1;
  }
}
