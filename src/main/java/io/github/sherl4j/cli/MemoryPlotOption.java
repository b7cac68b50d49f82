package io.github.sherl4j.cli;

import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.report.Charts;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A picture of a step's memory. */
final class MemoryPlotOption {

  @Option(
      names = "--memory-plot",
      paramLabel = "PNG",
      description = "Draw the bytes alive at every call of a step, and name the largest tensors.")
  private Path png;

  void write(MemoryPlan plan, String title) {
    if (png != null) {
      Charts.memory(png, title, plan);
    }
  }

  boolean wanted() {
    return png != null;
  }
}
