package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.testing.Cli;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sherl plan}: what it tells, how it fits a budget, how it refuses one. */
class PlanCommandTest {

  @TempDir static Path folder;
  private static String model;

  @BeforeAll
  static void write() {
    model = folder.resolve("model.onnx").toString();
    EncoderModel.builder().layers(3).width(32).build().write(Path.of(model));
  }

  private static Cli plan(String... more) {
    List<String> all =
        new ArrayList<>(List.of("plan", model, "--batch", "8", "--seq", "16", "--json"));
    all.addAll(List.of(more));
    return Cli.run(Main::run, all);
  }

  private static JsonNode json(Cli result) throws Exception {
    assertEquals(0, result.code(), result.err());
    return new ObjectMapper().readTree(result.out());
  }

  @Test
  void bytesAddUpAndOrderAsTheMethodsDo() throws Exception {
    JsonNode sherl = json(plan("--width", "8"));
    JsonNode bytes = sherl.get("bytes");
    long sum =
        bytes.get("weights").asLong()
            + bytes.get("optimizer").asLong()
            + bytes.get("accumulated").asLong()
            + sherl.get("planBytes").asLong();
    assertEquals(sum, bytes.get("total").asLong());
    assertEquals(8 * sherl.get("trainableParameters").asLong(), bytes.get("optimizer").asLong());
    assertTrue(sherl.get("planBytes").asLong() >= sherl.get("boundBytes").asLong());
    long full = json(plan("--method", "full")).get("planBytes").asLong();
    long probe = json(plan("--method", "linear-probe")).get("planBytes").asLong();
    assertTrue(full > sherl.get("planBytes").asLong());
    assertTrue(probe < sherl.get("planBytes").asLong());
  }

  @Test
  void aBudgetIsMetByMoreAndSmallerBatches() throws Exception {
    long whole = json(plan("--method", "full")).get("bytes").get("total").asLong();
    JsonNode fitted = json(plan("--method", "full", "--memory-budget", whole - 1 + "B"));
    assertTrue(fitted.get("bytes").get("total").asLong() < whole);
    assertEquals(8, fitted.get("batch").asInt() * fitted.get("accumulate").asInt());
    assertTrue(fitted.get("recompute").asBoolean());
    long most = fitted.get("bytes").get("total").asLong();
    JsonNode smaller = json(plan("--method", "full", "--memory-budget", most - 1 + "B"));
    assertTrue(smaller.get("bytes").get("total").asLong() < most);
    assertEquals(8, smaller.get("batch").asInt() * smaller.get("accumulate").asInt());
    assertTrue(smaller.get("accumulate").asInt() > 1);
    JsonNode last = smaller.get("tried").get(smaller.get("tried").size() - 1);
    assertEquals(smaller.get("bytes").get("total").asLong(), last.get("bytes").asLong());
  }

  @Test
  void anImpossibleBudgetIsRefusedWithTheSmallestThatWouldDo() throws Exception {
    Cli refused = plan("--memory-budget", "10kB");
    assertEquals(3, refused.code());
    JsonNode error = new ObjectMapper().readTree(refused.out()).get("error");
    assertEquals("refused", error.get("kind").asText());
    assertTrue(error.get("expected").asText().matches("at least \\d+ bytes.*"), error.toString());
    String enough = error.get("expected").asText().replaceAll("at least (\\d+) bytes.*", "$1B");
    assertEquals(0, plan("--memory-budget", enough).code());
  }

  @Test
  void aSizeThatIsNoneIsBadInput() {
    assertEquals(2, plan("--memory-budget", "much").code());
  }
}
