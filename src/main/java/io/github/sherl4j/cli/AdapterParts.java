package io.github.sherl4j.cli;

import io.github.sherl4j.plan.TuningConfig;
import picocli.CommandLine.Option;

/** The parts of a SHERL adapter, for those who compose their own or switch one off. */
final class AdapterParts {

  @Option(
      names = "--down",
      description = "Down-projection: linear-norm, relu-linear, gated or conv-norm.")
  private String down;

  @Option(names = "--guide", description = "What taps are compared with: last, first or own.")
  private String guide;

  @Option(names = "--mlp", description = "An MLP on the mix before the guide is added: on or off.")
  private String mlp;

  @Option(
      names = "--up",
      description = "Output head: relu-linear, relu-linear-norm or conv-norm-relu.")
  private String up;

  @Option(names = "--gate", description = "Gate of the replaced tensor: tanh, sigmoid or none.")
  private String gate;

  @Option(names = "--init", description = "Start values: torch, normal, narrow or xavier.")
  private String init;

  @Option(names = "--redundancy", description = "Division by redundancy: on or off (ablation).")
  private String redundancy;

  @Option(
      names = "--token-pooling",
      description = "Tokens pooled before mixing: none, first, last.")
  private String tokenPooling;

  @Option(names = "--temperature", description = "Divides the gate's parameter.")
  private String temperature;

  @Option(names = "--eps", description = "Epsilon of the mix.")
  private String eps;

  @Option(names = "--eps-out", description = "Epsilon of the output head's norm.")
  private String epsOut;

  TuningConfig.Builder add(TuningConfig.Builder builder) {
    return builder
        .option("down", down)
        .option("guide", guide)
        .option("mlp", mlp)
        .option("up", up)
        .option("gate", gate)
        .option("init", init)
        .option("redundancy", redundancy)
        .option("token-pooling", tokenPooling)
        .option("temperature", temperature)
        .option("eps", eps)
        .option("eps-out", epsOut);
  }
}
