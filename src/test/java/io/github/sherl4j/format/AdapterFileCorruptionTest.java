package io.github.sherl4j.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.TooNewException;
import io.github.sherl4j.TooOldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reliability figures R1 to R3: no change of an adapter file goes unnoticed. */
class AdapterFileCorruptionTest {

  @TempDir Path dir;
  private Path file;
  private byte[] good;

  @BeforeEach
  void smallAdapter() throws IOException {
    file = dir.resolve("a");
    AdapterFile.write(file, AdapterFileTest.meta(), AdapterFileTest.tensors());
    good = Files.readAllBytes(file);
  }

  @Test
  void everyBitOfEveryByte() throws IOException {
    for (int at = 0; at < good.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << bit);
        refused(bad, "bit " + bit + " of byte " + at);
      }
    }
  }

  @Test
  void everyTruncation() throws IOException {
    for (int length = 0; length < good.length; length++) {
      refused(Arrays.copyOf(good, length), "cut to " + length);
    }
  }

  @Test
  void anythingAppended() throws IOException {
    for (int more : new int[] {1, 2, 8, 1000}) {
      refused(Arrays.copyOf(good, good.length + more), more + " bytes more");
    }
  }

  @Test
  void randomMutants() throws IOException {
    mutants(2_000);
  }

  @Test
  @Tag("long")
  void manyRandomMutants() throws IOException {
    mutants(100_000);
  }

  private void mutants(int count) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int same = 0;
    for (int i = 0; i < count; i++) {
      byte[] bad = mutant(random);
      if (Arrays.equals(bad, good)) {
        same++;
      } else {
        refused(bad, "mutant " + i + " of seed " + seed);
      }
    }
    assertTrue(same < count / 10, "too few real mutants, seed " + seed);
  }

  /** Who can compute the checksum gets past it; then the rest must hold. */
  @Test
  void randomMutantsWithARightChecksumGiveOnlyOurExceptions() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] bad = mutant(random);
      if (bad.length > 99) {
        Files.write(file, RawFile.withChecksum(bad));
        try {
          AdapterFile.read(file).toNd4j().values().forEach(INDArray::close);
        } catch (CorruptFileException | TooOldException | TooNewException e) {
          assertEquals(file.toString(), e.where());
        } catch (RuntimeException e) {
          throw new AssertionError("mutant " + i + " of seed " + seed, e);
        }
      }
    }
  }

  private byte[] mutant(Random random) {
    byte[] bad = good.clone();
    int at = random.nextInt(bad.length);
    int other = random.nextInt(bad.length);
    int length = random.nextInt(bad.length - Math.max(at, other));
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int n = random.nextInt(20); n >= 0; n--) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
      }
      case 1 -> System.arraycopy(good, at, bad, other, length);
      case 2 -> Arrays.fill(bad, at, at + length, (byte) 0);
      case 3 -> {
        bad = Arrays.copyOf(bad, bad.length + length);
        System.arraycopy(good, at, bad, at + length, good.length - at);
      }
      case 4 -> {
        System.arraycopy(good, at + length, bad, at, good.length - at - length);
        bad = Arrays.copyOf(bad, bad.length - length);
      }
      default -> {
        byte[] digits = "0123456789-{}[]\",:".getBytes(StandardCharsets.US_ASCII);
        bad[8 + random.nextInt(good[0] & 0xff)] = digits[random.nextInt(digits.length)];
        bad[random.nextInt(8)] += (byte) random.nextInt(2);
      }
    }
    return bad;
  }

  private void refused(byte[] bad, String what) throws IOException {
    Files.write(file, bad);
    assertThrows(CorruptFileException.class, () -> AdapterFile.read(file), what);
  }
}
