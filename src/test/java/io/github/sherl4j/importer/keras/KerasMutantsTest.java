package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.KerasNets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged {@code .h5} and {@code .keras} files in child JVMs: none dies or hangs. */
class KerasMutantsTest {

  private static final long HANG_MILLISECONDS = 10_000;
  private static final long LONGEST_SECONDS = 3_600;

  @TempDir Path folder;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  @Test
  void fiveHundred() throws Exception {
    mutants(500);
  }

  @Test
  @Tag("long")
  void twentyThousand() throws Exception {
    mutants(20_000);
  }

  private void mutants(int count) throws Exception {
    Path files = Files.createDirectory(folder.resolve("files"));
    KerasNets.pictures(1).writeH5(files.resolve("a.h5"));
    KerasNets.pictures(2).writeArchive(files.resolve("b.keras"));
    KerasNets.texts(3).writeH5(files.resolve("c.h5"));
    KerasNets.texts(4).writeArchive(files.resolve("d.keras"));
    long seed = Long.getLong("sherl.seed", 20261126L);
    int next = 0;
    while (next < count) {
      next = child(files, seed, next, Math.min(count, next + 1000));
    }
    System.out.println(count + " Keras mutants of seed " + seed + ": " + outcomes);
    assertEquals(List.of(), failures);
    assertTrue(outcomes.containsKey("refused") && outcomes.containsKey("ran"), "" + outcomes);
  }

  /** Runs one child; returns the first mutant that it did not finish. */
  private int child(Path files, long seed, int from, int to) throws Exception {
    Path errors = folder.resolve("stderr");
    Process process =
        ChildJvm.of(
                List.of("-Xmx256m", "-XX:ErrorFile=" + folder + "/hs_%p.log"),
                KerasMutantMain.class.getName(),
                "" + files,
                "" + seed,
                "" + from,
                "" + to)
            .redirectError(errors.toFile())
            .start();
    int next = from;
    String begun = "the sound files";
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("begin ")) {
          begun = line;
        } else if (line.startsWith("end ")) {
          ended(line);
          next++;
        }
      }
    }
    assertTrue(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS));
    if (next < to) {
      failures.add("DEATH in " + begun + ": " + tail(errors));
      next++;
    }
    return next;
  }

  private void ended(String line) {
    List<String> words = Splitter.on(' ').splitToList(line);
    outcomes.merge(words.get(3), 1, Integer::sum);
    if (words.get(3).equals("FOREIGN") || Long.parseLong(words.get(2)) > HANG_MILLISECONDS) {
      failures.add(line);
    }
  }

  private static String tail(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(Math.max(0, text.length() - 800));
  }
}
