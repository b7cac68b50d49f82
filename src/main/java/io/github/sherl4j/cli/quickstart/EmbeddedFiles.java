package io.github.sherl4j.cli.quickstart;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The files that ship inside the jar, made by {@link Rebuild}: a pre-trained encoder {@code
 * model.onnx} (4 layers, width 64, 32 tokens at most) with {@code tokenizer.json}, labelled rows
 * {@code train.tsv} and {@code test.tsv} (960 each). Stateless.
 */
public final class EmbeddedFiles {

  static final String MODEL = "model.onnx";
  static final String TOKENIZER = "tokenizer.json";
  static final String TRAIN = "train.tsv";
  static final String TEST = "test.tsv";

  /** Not embedded: the backbone before pre-training. */
  static final String RANDOM = "random.onnx";

  /** All of them. */
  static final List<String> NAMES = List.of(MODEL, TOKENIZER, TRAIN, TEST);

  private static final String FOLDER = "/io/github/sherl4j/quickstart/";

  private EmbeddedFiles() {}

  /**
   * Copies the files out of the jar, so that other programs can read them too.
   *
   * @param folder made if missing; files of these names in it are replaced
   * @return the folder
   * @throws BadInputException if it cannot be written to
   */
  public static Path unpack(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String name : NAMES) {
        try (InputStream in = EmbeddedFiles.class.getResourceAsStream(FOLDER + name)) {
          Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return folder;
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  static BadInputException unwritable(Path folder, IOException e) {
    return new BadInputException(
        "a folder that cannot be written to (" + e.getClass().getSimpleName() + ")",
        "a folder to make or to write into",
        folder.toString(),
        "give another one with --out or --rebuild",
        e);
  }
}
