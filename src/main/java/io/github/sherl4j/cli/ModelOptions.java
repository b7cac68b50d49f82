package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.UnsupportedOp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a model file is to be read. */
final class ModelOptions {

  @Option(
      names = "--shape",
      paramLabel = "INPUT=SIZES",
      description =
          "Pin dynamic sizes of an input: ids=2x128, or ids=batch,128 where a name or -1 stays"
              + " dynamic; repeatable.")
  private List<String> shapes = List.of();

  @Option(
      names = "--allow-external-data",
      description = "Let weights lie in other files of the model's own folder.")
  private boolean externalData;

  @Option(
      names = "--no-fuse",
      description =
          "Keep every operator of the file as it is, also where a pattern has a fast form.")
  private boolean unfused;

  @Option(
      names = "--stream",
      description =
          "Leave large weights in the file and read them whenever they are needed: for models"
              + " larger than memory. Only what is trained is loaded.")
  private boolean streamed;

  boolean externalData() {
    return externalData;
  }

  /** Those options that a command needs too that reads the model with a stored adapter. */
  List<String> repeated() {
    List<String> given = new ArrayList<>();
    if (externalData) {
      given.add("--allow-external-data");
    }
    if (streamed) {
      given.add("--stream");
    }
    return given;
  }

  ImportOptions options() {
    Map<String, List<Long>> parsed = new LinkedHashMap<>();
    for (String text : shapes) {
      ShapeText shape = ShapeText.parse(text);
      if (parsed.put(shape.input(), shape.sizes()) != null) {
        throw new BadInputException(
            "--shape twice for " + shape.input(), "once an input", "the options", "leave one out");
      }
    }
    return new ImportOptions(parsed, externalData, !unfused, streamed);
  }

  Backbone open(Path file) {
    return Sherl.open(file, options());
  }

  List<UnsupportedOp> unsupported(Path file) {
    return Backbones.unsupported(file, options());
  }
}
