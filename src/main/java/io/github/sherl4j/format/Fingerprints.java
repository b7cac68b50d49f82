package io.github.sherl4j.format;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** SHA-256 of files as 64 lower-case hex digits, the same that {@code sha256sum} gives. */
public final class Fingerprints {

  private Fingerprints() {}

  /**
   * Over the bytes of a file.
   *
   * @throws BadInputException if it is missing or cannot be read
   */
  public static String ofFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException("no such file", "a file", file.toString(), "check the path");
    }
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a readable file",
          file.toString(),
          "check its permissions",
          e);
    }
  }
}
