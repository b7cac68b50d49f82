package io.github.sherl4j.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Small files: median at most 90 lines, nine in ten at most 250, none over 500. */
class FileSizeTest {

  @Test
  void filesAreSmall() throws IOException {
    for (String folder : List.of("src/main/java", "src/test/java")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        List<Long> lines =
            files
                .filter(f -> f.toString().endsWith(".java"))
                .map(FileSizeTest::lines)
                .sorted()
                .toList();
        long median = lines.get(lines.size() / 2);
        long p90 = lines.get(lines.size() * 9 / 10);
        long max = lines.get(lines.size() - 1);
        String found = folder + ": median " + median + ", p90 " + p90 + ", longest " + max;
        assertTrue(median <= 90 || folder.contains("test"), found);
        assertTrue(p90 <= 250, found);
        assertTrue(max <= 500, found);
      }
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
