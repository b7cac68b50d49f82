package io.github.sherl4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.TrainResult.End;
import io.github.sherl4j.transform.TunedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A run that is stopped, anywhere and often, ends bit for bit as one that is not. */
class ResumeTest {

  private static final int ACCUMULATE = 3;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void model() {
    file = TinyModel.write(folder.resolve("model.onnx"), 3, 5);
  }

  private TunedModel attach(String method, Object dropout) {
    TuningConfig.Builder options = TuningConfig.builder().option("pooling", "first").seed(4);
    return Sherl.attach(
        Sherl.open(file),
        method,
        options.option("dropout", dropout).build(),
        List.of("even", "odd"));
  }

  private static TrainConfig.Builder config() {
    return TrainConfig.builder().rate(0.02).epochs(6).accumulate(ACCUMULATE).seed(11);
  }

  private Checkpoints checkpoints(long every, boolean resume) {
    return new Checkpoints(folder.resolve("states"), every, 2, resume, Map.of("file", "tiny"));
  }

  private static FixedBatches data() {
    return new FixedBatches(TinyData.batches(7, 1));
  }

  private record Outcome(TrainResult result, Map<String, INDArray> values) {}

  /** One process's share of a run: stops when {@code stopAt} batches were asked for. */
  private Outcome part(String method, Object dropout, boolean dev, Checkpoints where, int stopAt) {
    AtomicInteger asked = new AtomicInteger();
    try (TunedModel model = attach(method, dropout)) {
      Trainer trainer =
          new Trainer(model, config().build()).stopWhen(() -> asked.incrementAndGet() > stopAt);
      if (where != null) {
        trainer.checkpoints(where);
      }
      if (dev) {
        trainer.validate(new FixedBatches(TinyData.batches(2, 9)), r -> {});
      }
      TrainResult result = trainer.fit(data(), r -> {});
      Map<String, INDArray> values = new LinkedHashMap<>();
      model.trained().keySet().forEach(n -> values.put(n, model.value(n).dup()));
      return new Outcome(result, values);
    }
  }

  @ParameterizedTest
  @CsvSource({"sherl,0.3,true", "sherl,0.3,false", "full,,true", "last-layers,,false"})
  void stopsAtRandomBatchesChangeNothing(String method, String dropout, boolean dev) {
    long seed = new SplittableRandom().nextLong();
    System.out.println("ResumeTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Outcome whole = part(method, dropout, dev, null, Integer.MAX_VALUE);
    assertEquals(End.COMPLETE, whole.result().end());
    int inside = 0;
    for (int stop = 0; stop < 10; stop++) {
      // 0 to 7 further batches: most stops fall inside an accumulation of 3
      int batches = random.nextInt(8);
      inside += batches % ACCUMULATE == 0 ? 0 : 1;
      part(method, dropout, dev, checkpoints(5, true), batches);
    }
    assertTrue(inside > 0, "no stop inside an accumulation");
    Outcome last = part(method, dropout, dev, checkpoints(5, true), Integer.MAX_VALUE);
    assertEquals(whole.values(), last.values(), "weights, seed " + seed);
    assertEquals(whole.result().losses(), last.result().losses());
    assertEquals(whole.result().epochs(), last.result().epochs());
    assertEquals(whole.result().keptStep(), last.result().keptStep());
    assertEquals(End.COMPLETE, last.result().end());
  }

  @Test
  void aFinishedRunGoesOnToTheSameEnd() {
    Outcome whole = part("sherl", null, true, checkpoints(2, false), Integer.MAX_VALUE);
    Outcome again = part("sherl", null, true, checkpoints(2, true), Integer.MAX_VALUE);
    assertEquals(whole.values(), again.values());
    assertEquals(whole.result().losses(), again.result().losses());
  }

  @Test
  void theNewestStayAndADamagedOneIsPassedOver() throws IOException {
    Outcome whole = part("sherl", null, false, checkpoints(2, false), Integer.MAX_VALUE);
    List<Path> kept = states();
    assertEquals(2, kept.size(), kept.toString());
    Path newest = kept.get(1);
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 4;
    Files.write(newest, bytes);
    Outcome again = part("sherl", null, false, checkpoints(2, true), Integer.MAX_VALUE);
    assertEquals(whole.values(), again.values());
  }

  @Test
  void aFolderInUseAndAnotherRunAreRefused() {
    part("sherl", null, false, checkpoints(2, false), 9);
    BadInputException used =
        assertThrows(
            BadInputException.class, () -> part("sherl", null, false, checkpoints(2, false), 9));
    assertTrue(used.getMessage().contains("--resume"), used.getMessage());
    MismatchException other =
        assertThrows(
            MismatchException.class, () -> part("sherl", 0.5, false, checkpoints(2, true), 9));
    assertTrue(other.getMessage().contains("dropout"), other.getMessage());
  }

  private List<Path> states() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("states"))) {
      return files.sorted().toList();
    }
  }
}
