package io.github.sherl4j.importer.samediff;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** First bytes of files. */
final class Heads {

  private Heads() {}

  static byte[] of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(16);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a model file",
          file.toString(),
          "check its permissions",
          e);
    }
  }
}
