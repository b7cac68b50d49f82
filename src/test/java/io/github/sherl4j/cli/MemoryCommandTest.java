package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sherl bench memory}: steps take what was planned from shapes alone. */
class MemoryCommandTest {

  private static final double TOLERANCE = 0.02;
  private static final double BOUND_TOLERANCE = 1.10;

  private static Cli bench(String... more) {
    List<String> all = new ArrayList<>(List.of("bench", "memory"));
    all.addAll(List.of(more));
    return Cli.run(Main::run, all);
  }

  private static JsonNode rows(Cli run) throws IOException {
    assertEquals(1, run.out().lines().count(), run.out() + run.err());
    JsonNode root = new ObjectMapper().readTree(run.out());
    assertTrue(root.has("rows"), run.out());
    return root.get("rows");
  }

  /** Within 2 % of the plan, never above it; the exit code follows from the rows. */
  private static void check(Cli run) throws IOException {
    boolean ok = true;
    for (JsonNode row : rows(run)) {
      long live = row.get("livePeakBytes").asLong();
      long plan = row.get("planBytes").asLong();
      long bound = row.get("boundBytes").asLong();
      assertTrue(live > 0 && live <= plan, row.toString());
      assertTrue(plan - live <= TOLERANCE * live, row.toString());
      assertTrue(bound > 0 && bound <= plan, row.toString());
      assertTrue(row.get("backwardOps").asInt() > 0, row.toString());
      assertEquals(0, row.get("unusedBackwardOps").asInt(), row.toString());
      ok &= live <= BOUND_TOLERANCE * bound;
    }
    assertEquals(ok ? 0 : 1, run.code(), run.err());
  }

  @Test
  void stepsTakeWhatWasPlanned() throws IOException {
    Cli run =
        bench("--shapes", "bert-tiny", "--batch", "4", "--seq", "32", "--steps", "1", "--json");
    check(run);
    JsonNode rows = rows(run);
    assertEquals(5, rows.size());
    List<String> keys = rows.get(0).properties().stream().map(e -> e.getKey()).toList();
    assertEquals(
        "[shape, method, batch, tokens, livePeakBytes, boundBytes, planBytes, residentPeakBytes,"
            + " backwardOps, unusedBackwardOps]",
        "" + keys);
    assertEquals("bert-tiny", rows.get(0).get("shape").asText());
    assertEquals(4, rows.get(0).get("batch").asInt());
    assertEquals(32, rows.get(0).get("tokens").asInt());
  }

  @Test
  void aTableToRead() {
    Cli run = bench("--shapes", "*tiny", "--methods", "sherl", "--steps", "1");
    assertEquals(0, run.code(), run.err());
    assertEquals(2, run.out().lines().count(), run.out());
    assertTrue(run.out().lines().toList().get(1).matches("bert-tiny +sherl +8 x 128 .* ok"));
  }

  @ParameterizedTest
  @CsvSource({
    "--shapes bert-tin, bert-tiny",
    "--methods lora, nothing named lora",
    "--batch 0, --batch 0",
    "--steps -1, --steps -1",
    "--seq 513, at most 512 tokens",
  })
  void whatCannotBeIsRefusedInOneLine(String options, String told) {
    Cli run = bench(options.split(" "));
    assertEquals(2, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(told), run.err());
  }

  @Test
  @Tag("long")
  void everyShapeAndMethod() throws IOException {
    Cli run = bench("--all", "--steps", "1", "--json");
    check(run);
    assertTrue(rows(run).size() >= 40, run.out());
  }
}
