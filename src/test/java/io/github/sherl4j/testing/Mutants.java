package io.github.sherl4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
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
import java.util.stream.Stream;

/** Damaged model files in child JVMs: none dies, hangs, or takes memory for what is not there. */
public final class Mutants {

  private static final long HANG_MILLISECONDS = 10_000;
  private static final long LONGEST_SECONDS = 3_600;
  private static final int EACH = 1000;

  private final Path folder;
  private final Class<?> main;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private long ready;
  private long growth;

  /**
   * Mutants of the files in {@code folder/files}.
   *
   * @param main a main class that calls {@link MutantProcess}
   */
  public Mutants(Path folder, Class<?> main) {
    this.folder = folder;
    this.main = main;
  }

  /** Where the sound files go. */
  public Path files() {
    return directory("files");
  }

  private Path directory(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Opens and runs so many; some must be refused and some run.
   *
   * @param mostGrowth megabytes by which the children may grow over their size after the sound
   *     files, where the system tells it
   */
  public void check(int count, long mostGrowth) throws Exception {
    long seed = Long.getLong("sherl.seed", 20261126L);
    int next = 0;
    while (next < count) {
      next = child(seed, next, Math.min(count, next + EACH));
    }
    System.out.println(
        count
            + (" mutants of " + main.getSimpleName() + ", seed " + seed + ": " + outcomes)
            + (", grown by " + growth / 1024 + " MB"));
    assertEquals(List.of(), failures);
    assertTrue(outcomes.containsKey("refused") && outcomes.containsKey("ran"), "" + outcomes);
    assertTrue(growth <= mostGrowth * 1024, "grown by " + growth + " kB");
    try (Stream<Path> left = Files.walk(directory("temporary"))) {
      assertEquals(List.of(), left.filter(f -> f.toString().endsWith(".bin")).toList());
    }
  }

  /** Runs one child; returns the first mutant that it did not finish. */
  private int child(long seed, int from, int to) throws Exception {
    Path errors = folder.resolve("stderr");
    Process process =
        ChildJvm.of(
                List.of(
                    "-Xmx256m",
                    "-XX:ErrorFile=" + folder + "/hs_%p.log",
                    "-Djava.io.tmpdir=" + directory("temporary")),
                main.getName(),
                "" + files(),
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
        } else if (line.startsWith("ready ")) {
          ready = Long.parseLong(line.substring(6));
        } else if (line.startsWith("peak ")) {
          growth = Math.max(growth, Long.parseLong(line.substring(5)) - ready);
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
