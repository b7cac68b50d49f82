package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How texts become what a model reads. */
final class TextOptions {

  private static final int USUAL_LENGTH = 128;

  @Option(
      names = "--tokenizer",
      description = "Texts: the model's tokenizer.json or vocab.txt (required).")
  private Path tokenizer;

  @Option(names = "--max-length", description = "Texts: tokens kept of each (default: 128).")
  private Integer maxLength;

  @Option(
      names = "--pad-to",
      description = "Texts: pad every batch to this length (default: to its longest row).")
  private Integer padTo;

  @Option(names = "--bucket", description = "Texts: put rows of similar length into one batch.")
  private boolean bucket;

  /** Names of the options that were given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    ImageOptions.add(given, "--tokenizer", tokenizer);
    ImageOptions.add(given, "--max-length", maxLength);
    ImageOptions.add(given, "--pad-to", padTo);
    ImageOptions.add(given, "--bucket", bucket ? true : null);
    return given;
  }

  /** The tokenizer file; {@code null} if not given. */
  Path tokenizer() {
    return tokenizer;
  }

  boolean bucket() {
    return bucket;
  }

  int maxLength(Backbone backbone) {
    int wanted = maxLength == null ? USUAL_LENGTH : maxLength;
    if (wanted < 1) {
      throw new BadInputException(
          "--max-length " + wanted, "at least 1", "the options", "give a larger length");
    }
    long fixed = fixedLength(backbone);
    return fixed > 0 ? (int) Math.min(fixed, wanted) : wanted;
  }

  int padTo(Backbone backbone) {
    long fixed = fixedLength(backbone);
    return fixed > 0 ? (int) fixed : padTo == null ? 0 : padTo;
  }

  /** The sequence length that a static export takes; −1 where it takes any. */
  private static long fixedLength(Backbone backbone) {
    TensorInfo first = backbone.inputs().get(0);
    return first.rank() == 2 ? first.shape().get(1) : -1;
  }
}
