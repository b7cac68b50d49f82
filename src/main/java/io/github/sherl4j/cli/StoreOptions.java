package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.train.features.StoreFormat;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether the frozen part of a model is run once and kept, and by what. */
final class StoreOptions {

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "Run the frozen part of the model once over the data, keep what it gives in this folder,"
              + " and train from there; other runs on the same data find it again.")
  private Path folder;

  @Option(
      names = "--store-format",
      description = "fp32 (nothing is lost), bf16 or int8 (default: fp32).")
  private StoreFormat format;

  @Option(
      names = "--store-views",
      paramLabel = "K",
      description =
          "With --augment: how many differently changed copies of each picture to keep; epochs take"
              + " turns.")
  private Integer views;

  @Mixin private EngineOptions engine;

  EngineOptions engine() {
    return engine;
  }

  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  StoreFormat format() {
    return format == null ? StoreFormat.FP32 : format;
  }

  /** How features differ from those of the one graph; nothing if they are those. */
  Optional<String> identity() {
    if (folder == null && !engine.isApart()) {
      return Optional.empty();
    }
    return Optional.of(
        engine + (folder == null ? "" : ", kept as " + format() + ", views " + views));
  }

  /** Refuses options that would have no effect. */
  void check() {
    if (folder == null && (format != null || views != null)) {
      throw new BadInputException(
          format != null ? "--store-format" : "--store-views",
          "--store DIR beside it",
          "the options",
          "name a folder, or leave it out");
    }
  }

  /** Copies of each training row. */
  int views(boolean augmented) {
    if (folder != null && augmented && views == null) {
      throw new BadInputException(
          "--augment with --store",
          "--store-views K, the number of changed copies to keep of each picture",
          "the options",
          "add --store-views, such as the number of epochs; or leave --augment or --store out");
    }
    if (views != null && !augmented) {
      throw new BadInputException(
          "--store-views without --augment",
          "rows that change at random",
          "the options",
          "leave --store-views out");
    }
    return views == null ? 1 : views;
  }
}
