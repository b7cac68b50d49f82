package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.cli.bench.SpeedMethod;
import io.github.sherl4j.testing.Cli;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void picturesOfWhereTimeGoes(@TempDir Path folder) throws Exception {
    Cli run = bench("--methods", "sherl,frozen-forward", "--profile-plot", folder.toString());
    assertEquals(0, run.code(), run.err());
    for (String method : List.of("sherl", "frozen-forward")) {
      Path png = folder.resolve("bert-tiny-" + method + ".png");
      BufferedImage image = ImageIO.read(png.toFile());
      Set<Integer> colors = new HashSet<>();
      for (int x = 0; x < image.getWidth(); x++) {
        colors.add(image.getRGB(x, image.getHeight() - 20));
      }
      assertTrue(colors.size() > 8, method + ": boxes of " + colors.size() + " colours");
    }
  }

  @Test
  void costAsWorkGrows(@TempDir Path folder) throws Exception {
    Path png = folder.resolve("curves.png");
    List<String> arguments = new ArrayList<>(List.of("bench", "scaling", "--json"));
    arguments.addAll(List.of("--axes", "batch,layers,examples", "--largest", "4"));
    arguments.addAll(List.of("--steps", "1", "--plot", png.toString()));
    Cli run = Cli.run(Main::run, arguments);
    assertEquals(0, run.code(), run.err());
    JsonNode rows = new ObjectMapper().readTree(run.out()).get("rows");
    assertEquals(2 * 4 + 2 * 4, rows.size(), "sizes up to 4 of two axes by four methods");
    for (JsonNode row : rows) {
      assertTrue(row.get("cpuSeconds").asDouble() > 0, row.toString());
      boolean first =
          row.get("value").asInt() == (row.get("axis").asText().equals("batch") ? 1 : 2);
      assertEquals(first, row.get("power").isNull(), row.toString());
    }
    assertTrue(ImageIO.read(png.toFile()).getWidth() > 100);
    assertEquals(2, Cli.run(Main::run, List.of("bench", "scaling", "--axes", "lairs")).code());
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
