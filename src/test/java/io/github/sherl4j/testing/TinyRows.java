package io.github.sherl4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Labelled rows for {@link TinyModel#writeTokenizer}: class a says w0 … w6, class b w7 … w13. */
public final class TinyRows {

  private TinyRows() {}

  /** Writes {@code count} rows of 3 to 8 words, one word in 20 of the other class. */
  public static Path write(Path file, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder rows = new StringBuilder();
    for (int r = 0; r < count; r++) {
      boolean first = random.nextBoolean();
      rows.append(first ? "a" : "b").append('\t');
      for (int w = 0; w < 3 + random.nextInt(6); w++) {
        boolean own = random.nextInt(20) < 19;
        rows.append(w == 0 ? "" : " ").append('w');
        rows.append((own == first ? 0 : 7) + random.nextInt(7));
      }
      rows.append('\n');
    }
    try {
      return Files.writeString(file, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
