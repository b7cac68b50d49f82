package io.github.sherl4j.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for a while: {@link #close()} deletes it with all that is in it. */
final class TemporaryFolder implements AutoCloseable {

  private final Path folder;

  /**
   * Creates it.
   *
   * @throws BadInputException if there is no place for temporary files
   */
  TemporaryFolder() {
    try {
      folder = Files.createTempDirectory("sherl-bench");
    } catch (IOException e) {
      throw new BadInputException(
          "no folder for temporary files (" + e + ")",
          "one that can be written to",
          System.getProperty("java.io.tmpdir"),
          "set -Djava.io.tmpdir=DIR",
          e);
    }
  }

  Path path() {
    return folder;
  }

  @Override
  public void close() {
    try {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      System.err.println("sherl: left behind: " + folder + " (" + e + ")");
    }
  }
}
