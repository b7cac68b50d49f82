package io.github.sherl4j.importer.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.TooNewException;
import io.github.sherl4j.importer.Backbone;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.learning.config.Adam;

/** The seal is checked before native code sees a byte; a bare graph is refused. */
class SealedGraphTest {

  private static final int MUTANTS = 500;

  @TempDir private Path folder;
  private Path file;
  private byte[] good;

  @BeforeEach
  void seal() throws IOException {
    file = folder.resolve("tiny.sdz");
    SameDiffs.save(TinyGraph.tokens(2), List.of("logits"), file);
    good = Files.readAllBytes(file);
  }

  private Path bare(SameDiff graph) {
    File fb = folder.resolve("tiny.fb").toFile();
    graph.save(fb, true);
    return fb.toPath();
  }

  @Test
  void everyMutantIsRefused() throws IOException {
    long seed = Long.getLong("sherl.seed", 20261126L);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path mutant = folder.resolve("mutant.sdz");
    for (int n = 0; n < MUTANTS; n++) {
      byte[] bytes = good.clone();
      if (n % 3 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        for (int i = 0; i < (n % 3 == 1 ? 1 : 20); i++) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      if (!Arrays.equals(bytes, good)) {
        Files.write(mutant, bytes);
        assertThrows(SherlException.class, () -> Sherl.open(mutant).close(), "mutant " + n);
      }
    }
  }

  @Test
  void everyByteCounts() throws IOException {
    Path mutant = folder.resolve("mutant.sdz");
    for (int at = 0; at < good.length; at += 97) {
      byte[] bytes = good.clone();
      bytes[at] ^= 1;
      Files.write(mutant, bytes);
      assertThrows(SherlException.class, () -> Sherl.open(mutant).close(), "byte " + at);
    }
  }

  /** Whoever makes the seal anew is stopped by the look at the structure where it is broken. */
  @Test
  void lyingSizesUnderARightSeal() throws IOException {
    FlatCheckCases.check(good, this::resealed);
  }

  private Path resealed(byte[] bytes) {
    try {
      byte[] front = Arrays.copyOf(bytes, bytes.length - 32);
      byte[] seal = Hashing.sha256().hashBytes(front).asBytes();
      return Files.write(folder.resolve("resealed.sdz"), Bytes.concat(front, seal));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void newerVersions() {
    byte[] bytes = good.clone();
    byte[] text = "\"formatVersion\":1".getBytes(StandardCharsets.US_ASCII);
    bytes[Bytes.indexOf(bytes, text) + text.length - 1] = '7';
    assertThrows(TooNewException.class, () -> Sherl.open(resealed(bytes)));
  }

  @Test
  void aBareGraphIsRefusedWithTheCommand() {
    Path fb = bare(TinyGraph.tokens(2));
    BadInputException e = assertThrows(BadInputException.class, () -> Sherl.open(fb));
    assertTrue(e.remedy().contains("sherl wrap " + fb), e.getMessage());
    assertTrue(e.found().contains("JVM"), e.getMessage());
  }

  @Test
  void wrapLeavesTrainingOut() {
    SameDiff graph = TinyGraph.tokens(2);
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(1e-3))
            .dataSetFeatureMapping("ids")
            .dataSetLabelMapping("labels")
            .build());
    graph.setLossVariables(new String[0]);
    Path sealed = folder.resolve("wrapped.sdz");
    assertEquals(List.of("logits"), SameDiffs.wrap(bare(graph), List.of(), sealed));
    try (Backbone a = Sherl.open(sealed);
        Backbone b = Sherl.open(file)) {
      assertEquals(b.fingerprint(), a.fingerprint());
    }
  }

  @Test
  void wrapRefusesWhatIsNoGraph() throws IOException {
    Path out = folder.resolve("out.sdz");
    byte[] whole = Files.readAllBytes(bare(TinyGraph.tokens(2)));
    for (byte[] bytes :
        List.of(
            new byte[0],
            new byte[4],
            "not a graph at all, but long enough".getBytes(StandardCharsets.US_ASCII),
            Arrays.copyOf(whole, 100),
            Arrays.copyOf(whole, whole.length / 2))) {
      Path broken = Files.write(folder.resolve("broken.fb"), bytes);
      assertThrows(CorruptFileException.class, () -> SameDiffs.wrap(broken, List.of(), out));
    }
    assertThrows(
        BadInputException.class, () -> SameDiffs.wrap(folder.resolve("none.fb"), List.of(), out));
  }
}
