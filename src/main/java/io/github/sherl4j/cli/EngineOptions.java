package io.github.sherl4j.cli;

import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.train.features.EarlyEngines;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What runs the frozen part of a model. */
final class EngineOptions {

  private static final String SAMEDIFF = "samediff";

  @Option(
      names = "--early-engine",
      paramLabel = "ENGINE",
      defaultValue = SAMEDIFF,
      description =
          "What runs the frozen part: samediff, or onnxruntime for ONNX models where that library"
              + " is on the class path (default: ${DEFAULT-VALUE}).")
  private String name;

  /** Whether it runs apart from the late part even without a store. */
  boolean isApart() {
    return !name.equals(SAMEDIFF);
  }

  @Override
  public String toString() {
    return name;
  }

  EarlyEngines of(Path model, ImportOptions options) {
    return EarlyEngines.named(name, model, options);
  }
}
