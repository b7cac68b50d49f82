package io.github.sherl4j.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;

/** Calls for the gradient that no result needs are found, however they are of no use. */
class UnusedTest {

  private static CallStep call(String input, String output, boolean backward) {
    return new CallStep(
        new Negative(), List.of(input), List.of(output), Set.of(), true, backward, false);
  }

  private static int unused(Map<String, String> aliases, CallStep... calls) {
    return Unused.backward(
        new Layout(
            null,
            List.of(calls),
            new Aliases(aliases),
            Map.of("loss", "loss", "w-grad", "w-grad"),
            List.of("x"),
            List.of(),
            Map.of(),
            Map.of()));
  }

  @Test
  void whatResultsNeedIsOfUse() {
    assertEquals(
        0,
        unused(
            Map.of(), call("x", "loss", false), call("x", "a", true), call("a", "w-grad", true)));
  }

  @Test
  void whatNothingReadsIsNotNorWhatOnlyThatReads() {
    assertEquals(
        2,
        unused(
            Map.of(),
            call("x", "loss", false),
            call("x", "a", true),
            call("a", "b", true),
            call("x", "w-grad", true)));
  }

  @Test
  void whatIsWrittenOverBeforeItIsReadIsNot() {
    assertEquals(
        1,
        unused(
            Map.of("b", "a"),
            call("x", "loss", false),
            call("x", "a", true),
            call("x", "b", true),
            call("b", "w-grad", true)));
    assertEquals(
        0,
        unused(
            Map.of("b", "a"),
            call("x", "loss", false),
            call("x", "a", true),
            call("a", "b", true),
            call("b", "w-grad", true)));
  }

  @Test
  void forwardCallsDoNotCount() {
    assertEquals(
        0,
        unused(
            Map.of(), call("x", "a", false), call("x", "loss", false), call("x", "w-grad", true)));
  }
}
