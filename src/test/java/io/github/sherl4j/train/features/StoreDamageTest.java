package io.github.sherl4j.train.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.testing.Bits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Stores that were damaged between two runs: repaired, never believed. */
class StoreDamageTest {

  private static final Map<String, String> OPTIONS = Map.of("width", "4", "gate-start", "0.5");

  @TempDir Path folder;
  private StoreRuns runs;
  private INDArray right;

  @BeforeEach
  void build() {
    runs = new StoreRuns(folder, 24);
    right = runs.logits("sherl", OPTIONS);
  }

  @Test
  void damageIsRepaired() throws IOException {
    damage(60);
  }

  @Test
  @Tag("long")
  void damageIsRepairedFiveHundredTimes() throws IOException {
    damage(500);
  }

  private void damage(int cases) throws IOException {
    long seed = new SplittableRandom().nextLong();
    System.out.println("StoreDamageTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long rebuilt = 0;
    for (int c = 0; c < cases; c++) {
      List<Path> files = files();
      Path file = files.get(random.nextInt(files.size()));
      String what = c + ": " + mutate(file, random) + " of " + file.getFileName();
      long[] built = new long[1];
      INDArray found =
          runs.with(
              "sherl",
              OPTIONS,
              (split, opened, batches) -> {
                built[0] = opened.report().built();
                return StoreRuns.logits(split, batches);
              });
      rebuilt += built[0];
      boolean index = file.toString().endsWith(".index");
      assertTrue(index ? built[0] == 0 : built[0] > 0, what + ": " + built[0] + " built");
      // Rows computed in other company may differ in the last bit.
      double worst = right.sub(found).amaxNumber().doubleValue();
      assertTrue(worst <= 1e-6, what + ", seed " + seed + ": logits differ by " + worst);
    }
    System.out.println(rebuilt + " records rebuilt in " + cases + " cases");
    assertEquals(6, files().size(), "leftovers");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(runs.store())) {
      return all.sorted().toList();
    }
  }

  private static String mutate(Path file, SplittableRandom random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      if (random.nextInt(3) == 0) {
        long end = random.nextLong(size);
        channel.truncate(end);
        return "truncated to " + end;
      }
      long at = random.nextLong(size);
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      int bit = random.nextInt(8);
      one.put(0, (byte) (one.get(0) ^ 1 << bit)).flip();
      channel.write(one, at);
      return "bit " + bit + " flipped at " + at;
    }
  }

  @Test
  void damageWhileTrainingIsAnErrorAndNothingElse() {
    for (boolean cut : new boolean[] {false, true}) {
      CorruptFileException e =
          assertThrows(
              CorruptFileException.class,
              () ->
                  runs.with(
                      "sherl",
                      OPTIONS,
                      (split, opened, batches) -> {
                        batches.next();
                        damageAll(cut);
                        return StoreRuns.logits(split, batches);
                      }));
      assertTrue(e.remedy().contains("start again"), e.getMessage());
      assertTrue(right.sub(runs.logits("sherl", OPTIONS)).amaxNumber().doubleValue() <= 1e-6);
    }
  }

  private void damageAll(boolean cut) {
    try {
      for (Path file : files()) {
        if (file.toString().endsWith(".features")) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (cut) {
              channel.truncate(100);
            } else {
              channel.write(ByteBuffer.allocate((int) channel.size() - 100), 100);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anUnharmedStoreGivesTheSameBits() {
    assertTrue(Bits.same(right, runs.logits("sherl", OPTIONS)));
  }
}
