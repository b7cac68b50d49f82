package io.github.sherl4j.format;

import com.google.common.collect.Sets;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Replaces a file wholly or not at all.
 *
 * <p>The content goes to a temporary file in the same directory, is forced to disk, renamed over
 * the target in one step, and the directory is forced too. Whatever fails before the rename, the
 * old file stays as it was and the temporary file is deleted; a process that dies leaves at most a
 * temporary file, which {@link #sweep} removes. A target that is a symbolic link is replaced by the
 * file. Safe from several threads and processes; the last writer wins.
 */
public final class AtomicFiles {

  private static final Pattern TEMPORARY = Pattern.compile("\\.sherl-(\\d+)-[0-9a-f-]{36}\\.tmp");
  private static final Set<Path> IN_USE = Sets.newConcurrentHashSet();

  private AtomicFiles() {}

  /** Writes the new content of a file into an open, empty channel. */
  @FunctionalInterface
  public interface Content {
    /** The channel belongs to the caller: leave it open. */
    void writeTo(FileChannel out) throws IOException;
  }

  /**
   * Creates or replaces {@code target}.
   *
   * @throws BadInputException if the directory is missing or the target is a directory
   * @throws RefusedException if the disk is full or does not let us write
   */
  public static void write(Path target, Content content) {
    write(target, content, Disk.REAL);
  }

  static void write(Path target, Content content, Disk disk) {
    Path file = target.toAbsolutePath();
    Path directory = file.getParent();
    if (directory == null || Files.isDirectory(file)) {
      throw new BadInputException(
          "a directory", "a path for a file", target.toString(), "name a file inside it");
    }
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(
          Files.exists(directory) ? "a parent that is a file" : "no such directory",
          "an existing directory to write into",
          directory.toString(),
          "create it first or choose another path");
    }
    Path temporary =
        directory.resolve(
            ".sherl-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID() + ".tmp");
    IN_USE.add(temporary);
    try {
      try (FileChannel out = disk.create(temporary)) {
        content.writeTo(out);
        disk.force(out);
      }
      disk.rename(temporary, file);
      disk.forceDirectory(directory);
    } catch (IOException e) {
      throw refused(e, target, directory, disk);
    } finally {
      deleteQuietly(temporary);
      IN_USE.remove(temporary);
    }
  }

  /**
   * Deletes the temporary files that writers which no longer run left in a directory; call it once
   * before the first write.
   *
   * @return the deleted files
   * @throws RefusedException if the directory cannot be listed or a file cannot be deleted
   */
  public static List<Path> sweep(Path directory) {
    List<Path> deleted = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory.toAbsolutePath())) {
      for (Path file : files.filter(AtomicFiles::abandoned).sorted().toList()) {
        if (Files.deleteIfExists(file)) {
          deleted.add(file);
        }
      }
    } catch (IOException e) {
      throw refused(e, directory, directory, Disk.REAL);
    }
    return List.copyOf(deleted);
  }

  private static boolean abandoned(Path file) {
    Matcher m = TEMPORARY.matcher(file.getFileName().toString());
    if (!m.matches() || IN_USE.contains(file)) {
      return false;
    }
    try {
      long writer = Long.parseLong(m.group(1));
      return writer == ProcessHandle.current().pid()
          || ProcessHandle.of(writer).filter(ProcessHandle::isAlive).isEmpty();
    } catch (NumberFormatException e) {
      return true; // more digits than a process id has
    }
  }

  private static RefusedException refused(IOException e, Path target, Path directory, Disk disk) {
    OptionalLong free = disk.freeBytes(directory);
    return new RefusedException(
        e.getClass().getSimpleName() + " " + e.getMessage() + free(free),
        "a directory with room that can be written to",
        target.toString(),
        "free some space or choose another path; a file that was there before is unchanged",
        e);
  }

  private static String free(OptionalLong free) {
    return free.isPresent() ? " with " + free.getAsLong() + " bytes free" : "";
  }

  private static void deleteQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The first failure is the one to report; sweep() removes the file later.
    }
  }
}
