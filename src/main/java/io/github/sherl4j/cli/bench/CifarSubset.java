package io.github.sherl4j.cli.bench;

import io.github.sherl4j.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first records of each label of a CIFAR-10 {@code .bin} file, as a file of their own. */
public final class CifarSubset {

  private static final int RECORD = 1 + 3 * 32 * 32;
  private static final int LABELS = 256;
  private static final String NAMES = "labels.txt";

  private CifarSubset() {}

  /**
   * Writes the subset, in the order of the file, and the names of its labels.
   *
   * @param folder to write into
   * @return the new file
   * @throws BadInputException if a file cannot be read or written
   */
  public static Path write(Path from, int perClass, Path folder) {
    try {
      byte[] all = Files.readAllBytes(from);
      ByteArrayOutputStream some = new ByteArrayOutputStream();
      int[] taken = new int[LABELS];
      for (int at = 0; at + RECORD <= all.length; at += RECORD) {
        if (taken[all[at] & 0xFF]++ < perClass) {
          some.write(all, at, RECORD);
        }
      }
      Path names = from.resolveSibling(NAMES);
      if (Files.exists(names)) {
        Files.write(folder.resolve(NAMES), Files.readAllBytes(names));
      }
      return Files.write(folder.resolve("train.bin"), some.toByteArray());
    } catch (IOException e) {
      throw new BadInputException(
          "a failure to copy (" + e + ")",
          "readable CIFAR-10 records and room for temporary files",
          from.toString(),
          "check permissions and the disk",
          e);
    }
  }
}
