package io.github.sherl4j.cli;

import io.github.sherl4j.plan.TuningConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to tune: the method and its options. A method refuses options that are not its own. */
final class MethodOptions {

  @Option(
      names = "--method",
      defaultValue = "sherl",
      description =
          "Tuning method: sherl, full, last-layers, linear-probe, or one that a plug-in brings"
              + " (default: ${DEFAULT-VALUE}).")
  private String method;

  @Option(
      names = "--preset",
      description =
          "Named settings: recommended, official, official-vse-text, -vse-image, -clip-text,"
              + " -clip-image, -mdetr, -t5 or -vil.")
  private String preset;

  @Option(names = "--width", description = "The adapter's inner width (default: half the model's).")
  private String width;

  @Option(
      names = "--taps",
      description =
          "Taps by number (0,2,5), tensor name or glob (default: all below the late layers).")
  private String taps;

  @Option(names = "--late", description = "Number of late layers, 0 or more (default: 1).")
  private String late;

  @Option(names = "--late-from", description = "Tensor at which the late layers start.")
  private String lateFrom;

  @Option(
      names = "--late-train",
      description = "Weights of late layers to train: none, norms, bias, lora or all.")
  private String lateTrain;

  @Option(names = "--gate-start", description = "Open fraction of the gate at start, 0 to below 1.")
  private String gateStart;

  @Option(names = "--dropout", description = "Dropout after the adapter's output norm.")
  private String dropout;

  @Option(names = "--lora-rank", description = "Rank of low-rank updates (default: 8).")
  private String loraRank;

  @Mixin private AdapterParts parts;

  @Option(names = "--features", description = "Tensor that the head reads.")
  private String features;

  @Option(names = "--pooling", description = "first, mean, last or max (default: mean).")
  private String pooling;

  @Mixin private ChainOptions chains;

  @Option(names = "--freeze", description = "Weights (names, globs) that full leaves frozen.")
  private String freeze;

  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = "An option of a method that a plug-in brings; may be given several times.")
  private Map<String, String> others = new LinkedHashMap<>();

  String method() {
    return method;
  }

  TuningConfig config(long seed) {
    TuningConfig.Builder builder =
        chains
            .add(parts.add(TuningConfig.builder()))
            .option("lora-rank", loraRank)
            .option("preset", preset)
            .option("width", width)
            .option("taps", taps)
            .option("late", late)
            .option("late-from", lateFrom)
            .option("late-train", lateTrain)
            .option("gate-start", gateStart)
            .option("dropout", dropout)
            .option("freeze", freeze)
            .option("features", features)
            .option("pooling", pooling)
            .seed(seed);
    others.forEach(builder::option);
    return builder.build();
  }
}
