package io.github.sherl4j.format;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file beside a {@link RecordFile} that says that it is complete: its key, what it holds in
 * words, and a SHA-256 over both, a line each at least.
 */
final class RecordIndex {

  private static final int MOST_BYTES = 1 << 20;

  private RecordIndex() {}

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".index");
  }

  static void write(Path file, String key, String about) {
    String text = key + "\n" + about + "\n";
    byte[] bytes = (text + hash(text) + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(
        beside(file),
        out -> {
          ByteBuffer rest = ByteBuffer.wrap(bytes);
          while (rest.hasRemaining()) {
            out.write(rest);
          }
        });
  }

  static boolean isFor(Path file, String key) {
    Path index = beside(file);
    try {
      if (!Files.isRegularFile(index) || Files.size(index) > MOST_BYTES) {
        return false;
      }
      String all = new String(Files.readAllBytes(index), StandardCharsets.UTF_8);
      int line = all.lastIndexOf('\n', all.length() - 2) + 1;
      String text = all.substring(0, line);
      return text.startsWith(key + "\n") && all.substring(line).equals(hash(text) + "\n");
    } catch (IOException e) {
      return false; // Then the records are looked at one by one.
    }
  }

  static void delete(Path file) throws IOException {
    Files.deleteIfExists(beside(file));
  }

  private static String hash(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
