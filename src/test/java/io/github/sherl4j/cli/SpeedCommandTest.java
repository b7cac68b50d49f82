package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.cli.bench.SpeedMethod;
import io.github.sherl4j.testing.Cli;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code sherl bench speed}: every method runs and says what it took. How fast is not asked. */
class SpeedCommandTest {

  private static Cli bench(String... more) {
    List<String> all = new ArrayList<>(List.of("bench", "speed", "--shapes", "bert-tiny"));
    all.addAll(List.of("--batch", "2", "--seq", "8", "--steps", "1"));
    all.addAll(List.of(more));
    return Cli.run(Main::run, all);
  }

  @Test
  void everyMethodIsTimed() throws Exception {
    Cli run = bench("--json", "--profile");
    assertEquals(0, run.code(), run.err());
    JsonNode root = new ObjectMapper().readTree(run.out());
    assertEquals(SpeedMethod.values().length, root.get("rows").size());
    for (JsonNode row : root.get("rows")) {
      assertEquals("bert-tiny", row.get("shape").asText());
      assertEquals(row.get("method").asText().equals("sherl-store"), row.get("store").asBoolean());
      assertTrue(row.get("wallSecondsPerStep").asDouble() > 0, row.toString());
      assertTrue(row.get("matmulPeakGflopsPerCpuSecond").asDouble() > 0, row.toString());
      if (!row.get("method").asText().startsWith("onnxruntime")) {
        double share = row.get("matmulShare").asDouble();
        assertTrue(share > 0 && share < 1, row.toString());
        assertTrue(row.get("profile").size() > 3, row.toString());
      }
    }
    double forward = products(root.get("rows").get(0));
    // two layers; a row: 4 square products and two of 4 times the width, scores and their mix
    double rows = 2 * 8;
    double expected = 2 * (rows * 2 * (4 * 128 * 128 + 2 * 128 * 512) + rows * 2 * 2 * 8 * 128);
    assertEquals(expected, forward, 1e-6 * expected, "arithmetic of the forward pass");
    assertTrue(root.get("import").get(0).get("cpuSeconds").asDouble() > 0, run.out());
  }

  private static double products(JsonNode row) {
    double flops = 0;
    for (JsonNode call : row.get("profile")) {
      flops += call.get("flops").asDouble();
    }
    return flops;
  }

  @Test
  void aTableToRead() {
    Cli run = bench("--methods", "frozen-forward,sherl", "--profile");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("of peak") && run.out().contains("matmul"), run.out());
    assertEquals(2, bench("--steps", "0").code());
    assertEquals(2, bench("--methods", "shrel").code());
  }
}
