package io.github.sherl4j.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFilesTest {

  @TempDir Path dir;

  private static AtomicFiles.Content text(String text) {
    return out -> out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void createsAndReplaces() throws IOException {
    Path file = dir.resolve("f");
    AtomicFiles.write(file, text("a long first text"));
    AtomicFiles.write(file, text("second"));
    assertEquals("second", Files.readString(file));
    onlyFileIs(file);
  }

  /** Fails at the named step. */
  private static final class BadDisk extends Disk {
    private final String step;

    BadDisk(String step) {
      this.step = step;
    }

    private void failAt(String here) throws IOException {
      if (here.equals(step)) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    FileChannel create(Path file) throws IOException {
      failAt("create");
      return super.create(file);
    }

    @Override
    void force(FileChannel file) throws IOException {
      failAt("force");
      super.force(file);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
      failAt("rename");
      super.rename(from, to);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "force", "rename"})
  void failureOfAnyStepLeavesTheOldFile(String step) throws IOException {
    Path file = dir.resolve("f");
    AtomicFiles.write(file, text("old"));
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> AtomicFiles.write(file, text("new"), new BadDisk(step)));
    assertEquals(file.toString(), e.where());
    assertTrue(e.found().matches(".*No space left on device with \\d+ bytes free"), e.found());
    assertEquals(3, e.exitCode());
    assertEquals("old", Files.readString(file));
    onlyFileIs(file);
  }

  @Test
  void failureOfTheContentLeavesTheOldFile() throws IOException {
    Path file = dir.resolve("f");
    AtomicFiles.write(file, text("old"));
    assertThrows(
        RefusedException.class,
        () ->
            AtomicFiles.write(
                file,
                out -> {
                  text("half").writeTo(out);
                  throw new IOException("No space left on device");
                }));
    assertThrows(
        ArithmeticException.class,
        () ->
            AtomicFiles.write(
                file,
                out -> {
                  throw new ArithmeticException();
                }));
    assertEquals("old", Files.readString(file));
    onlyFileIs(file);
  }

  @Test
  void pathsThatCannotBeAFile() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "x");
    for (Path bad :
        List.of(dir, Path.of("/"), dir.resolve("none").resolve("f"), file.resolve("below"))) {
      assertThrows(BadInputException.class, () -> AtomicFiles.write(bad, text("x")), "" + bad);
    }
  }

  @Test
  void relativePathIsBesideTheWorkingDirectory() throws IOException {
    Path file = Path.of("target", "atomic-" + UUID.randomUUID());
    AtomicFiles.write(file, text("x"));
    assertEquals("x", Files.readString(file));
    Files.delete(file);
  }

  @Test
  void sweepDeletesOnlyWhatDeadWritersLeft() throws IOException {
    Path dead = temporary(999_999_999_999L);
    Path ownFromAnEarlierLife = temporary(ProcessHandle.current().pid());
    Path absurd = dir.resolve(".sherl-" + "9".repeat(30) + "-" + UUID.randomUUID() + ".tmp");
    Files.createFile(absurd);
    Path alive = temporary(ProcessHandle.current().parent().orElseThrow().pid());
    Path other = Files.createFile(dir.resolve(".sherl-notes.tmp"));
    AtomicFiles.write(
        dir.resolve("f"),
        out -> assertEquals(3, AtomicFiles.sweep(dir).size(), "and not the one being written"));
    for (Path gone : List.of(dead, ownFromAnEarlierLife, absurd)) {
      assertTrue(Files.notExists(gone), gone.toString());
    }
    for (Path kept : List.of(alive, other, dir.resolve("f"))) {
      assertTrue(Files.exists(kept), kept.toString());
    }
  }

  private Path temporary(long pid) throws IOException {
    return Files.createFile(dir.resolve(".sherl-" + pid + "-" + UUID.randomUUID() + ".tmp"));
  }

  private void onlyFileIs(Path file) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
