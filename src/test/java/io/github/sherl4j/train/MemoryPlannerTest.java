package io.github.sherl4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.RefusedException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.RandomBatches;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Budgets: what is chosen fits when it is trained, what is set stays, nothing fits by magic. */
class MemoryPlannerTest {

  private static final int ROWS = 8;
  private static final int TOKENS = 64;
  private static final List<String> LABELS = List.of("a", "b");
  private static final TrainConfig TRAINING = TrainConfig.builder().steps(2).build();

  @TempDir static Path folder;
  private static Path file;

  @BeforeAll
  static void write() {
    file = folder.resolve("model.onnx");
    EncoderModel.builder().layers(6).width(64).maxLength(TOKENS).build().write(file);
  }

  private static MemoryPlanner planner(String method, TuningConfig tuning) {
    return Sherl.planner(() -> Sherl.open(file), method, tuning, LABELS);
  }

  private static TuningConfig open() {
    return TuningConfig.builder().seed(1).build();
  }

  private static long need(String method) {
    return planner(method, open()).forecast(TRAINING, ROWS, TOKENS).memory().totalBytes();
  }

  static Stream<String> methods() {
    return Stream.of("sherl", "last-layers", "linear-probe", "full");
  }

  /** At 100 %, 50 % and 25 % of what full fine-tuning needs, and at next to nothing. */
  @ParameterizedTest
  @MethodSource("methods")
  void whatIsChosenFitsWhenItIsTrained(String method) {
    long full = need("full");
    for (long budget : List.of(full, full / 2, full / 4, 1000L)) {
      MemoryPlanner planner = planner(method, open());
      try {
        MemoryChoice choice = planner.within(budget, TRAINING, ROWS, TOKENS);
        assertTrue(choice.forecast().memory().totalBytes() <= budget, choice.toString());
        assertEquals(ROWS, choice.batch() * choice.training().accumulate());
        check(method, choice, budget);
      } catch (RefusedException e) {
        long least = Long.parseLong(e.expected().replaceAll("at least (\\d+) bytes.*", "$1"));
        assertTrue(least > budget, e.getMessage());
        assertEquals(
            least,
            planner.within(least, TRAINING, ROWS, TOKENS).forecast().memory().totalBytes(),
            "the smallest budget that would do, does");
        System.out.println(method + ": " + budget + " refused, " + least + " would do");
      }
    }
  }

  private static void check(String method, MemoryChoice choice, long budget) {
    try (TunedModel model = Sherl.attach(Sherl.open(file), method, choice.tuning(), LABELS)) {
      MultiDataSet batch = RandomBatches.of(model, 3, choice.batch(), TOKENS);
      long[] took = new long[1];
      TrainResult result =
          new Trainer(model, choice.training())
              .fit(
                  new FixedBatches(List.of(batch)),
                  report -> took[0] = Math.max(took[0], report.allocatedBytes()));
      TrainingMemory measured = result.memory().orElseThrow();
      assertEquals(choice.forecast().memory(), measured);
      assertTrue(took[0] <= measured.step().arenaBytes() && measured.totalBytes() <= budget);
      System.out.println(method + ": " + budget + ", " + choice.tried());
    }
  }

  @Test
  void whatIsSetStaysAndTheRestShrinks() {
    long least = least(open());
    MemoryChoice choice = planner("sherl", open()).within(least, TRAINING, ROWS, TOKENS);
    assertEquals("0", choice.tuning().options().get("late"));
    assertTrue(choice.tuning().options().containsKey("width"));
    assertTrue(choice.tuning().options().containsKey("taps"));
    TuningConfig fixed =
        TuningConfig.builder().option("width", 32).option("late", 1).option("taps", "0,5").build();
    long own = least(fixed);
    assertTrue(own > least, own + " against " + least);
    assertEquals(fixed, same(planner("sherl", fixed).within(own, TRAINING, ROWS, TOKENS), fixed));
  }

  private static TuningConfig same(MemoryChoice choice, TuningConfig expected) {
    assertEquals(expected.options(), choice.tuning().options());
    return expected;
  }

  private static long least(TuningConfig tuning) {
    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () -> planner("sherl", tuning).within(1, TRAINING, ROWS, TOKENS));
    return Long.parseLong(refused.expected().replaceAll("at least (\\d+) bytes.*", "$1"));
  }
}
