package io.github.sherl4j.cli;

import io.github.sherl4j.plan.TuningConfig;
import picocli.CommandLine.Option;

/** What SHERL does with a backbone of several chains: encoder and decoder, towers. */
final class ChainOptions {

  @Option(
      names = "--side-memory",
      description =
          "Encoder and decoder: late decoder layers attend to what an adapter of the encoder makes,"
              + " on or off (default: on where there is a decoder that attends to an encoder).")
  private String sideMemory;

  @Option(
      names = "--side-norm",
      description =
          "Trained norm behind the encoder's adapter and the decoder's late layers: none or rms"
              + " (default: none; rms with --preset official-t5).")
  private String sideNorm;

  @Option(
      names = "--tower",
      description =
          "Towers side by side: all, or one by number, model input or output (default: those that"
              + " the features depend on).")
  private String tower;

  TuningConfig.Builder add(TuningConfig.Builder builder) {
    return builder
        .option("side-memory", sideMemory)
        .option("side-norm", sideNorm)
        .option("tower", tower);
  }
}
