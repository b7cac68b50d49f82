package io.github.sherl4j.train.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.RefusedException;
import io.github.sherl4j.train.TrainResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training from a feature store: the same losses, reuse, and refusals. */
class FeatureStoreTest {

  private static final Map<String, String> SHERL =
      Map.of("width", "4", "dropout", "0.2", "gate-start", "0.5");

  @TempDir Path folder;
  private StoreRuns runs;

  @BeforeEach
  void data() {
    runs = new StoreRuns(folder, 90);
  }

  private static double worst(TrainResult a, TrainResult b) {
    assertEquals(a.losses().size(), b.losses().size());
    double worst = 0;
    for (int i = 0; i < a.losses().size(); i++) {
      worst = Math.max(worst, Math.abs(a.losses().get(i) - b.losses().get(i)));
    }
    return worst;
  }

  @Test
  void lossesAreThoseWithoutAStore() {
    for (String method : List.of("sherl", "last-layers", "linear-probe")) {
      Map<String, String> options = method.equals("sherl") ? SHERL : Map.of();
      for (int mode = 0; mode < 3; mode++) {
        runs.padTo = mode == 1 ? 12 : 0;
        runs.bucket = mode == 2;
        TrainResult whole = runs.whole(method, options);
        StoreRuns.Stored stored = runs.stored(method, options);
        double worst = worst(whole, stored.result());
        System.out.println(method + " " + mode + ": losses differ by " + worst);
        assertTrue(worst <= 1e-6, method + ": losses differ by " + worst);
        assertTrue(whole.finalLoss() < whole.losses().get(0), "it does not learn");
        assertTrue(stored.report().realTokens());
      }
    }
  }

  @Test
  void otherRunsReuseWhatIsThere() {
    StoreReport first = runs.stored("sherl", SHERL).report();
    assertEquals(3 * 90, first.built());
    assertEquals(0, first.hits());
    runs.seed = 2;
    StoreReport again = runs.stored("sherl", Map.of("width", "8", "pooling", "first")).report();
    assertEquals(3, again.hits());
    assertEquals(0, again.built());
    StoreReport fewer = runs.stored("last-layers", Map.of()).report();
    assertEquals(1, fewer.hits(), "the guide alone");
    assertEquals(0, fewer.built());
    StoreReport other = runs.stored("linear-probe", Map.of()).report();
    assertEquals(0, other.hits(), "the last block's output was not stored");
    assertEquals(90, other.built());
    runs.format = StoreFormat.BF16;
    assertEquals(0, runs.stored("linear-probe", Map.of()).report().hits());
  }

  /** Features lose at most 1 part in 256 (bf16), or 1 in 254 of a token's largest (int8). */
  @Test
  void shorterFormatsAreSmallerAndClose() {
    INDArray exact = runs.logits("sherl", SHERL);
    double scale = exact.amaxNumber().doubleValue();
    long full = runs.stored("sherl", SHERL).report().bytes();
    for (StoreFormat format : List.of(StoreFormat.BF16, StoreFormat.INT8)) {
      runs.format = format;
      double worst = runs.logits("sherl", SHERL).sub(exact).amaxNumber().doubleValue() / scale;
      StoreReport report = runs.stored("sherl", SHERL).report();
      System.out.printf(
          "%s: %d of %d bytes, logits differ by %.5f of the largest%n",
          format, report.bytes(), full, worst);
      assertTrue(report.bytes() < 0.6 * full);
      assertTrue(worst > 0 && worst < 0.01, format + ": logits differ by " + worst);
    }
  }

  @Test
  void aFullDiskIsRefusedBeforeAnythingIsWritten() {
    runs.free = p -> 1000;
    RefusedException e = assertThrows(RefusedException.class, () -> runs.stored("sherl", SHERL));
    assertTrue(e.found().contains("1000 bytes"), e.getMessage());
    assertTrue(e.expected().contains("bytes for the features of 90 rows"), e.getMessage());
    assertFalse(Files.exists(runs.store()));
    runs.free = p -> Long.MAX_VALUE;
    long bytes = runs.stored("sherl", SHERL).report().bytes();
    runs.free = p -> 0;
    assertEquals(bytes, runs.stored("sherl", SHERL).report().bytes(), "nothing is missing");
  }
}
