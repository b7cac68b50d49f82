package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Costs of the smallest sizes, told as JSON and drawn; not how large they are. */
class ScalingCommandTest {

  @TempDir Path folder;

  @Test
  void anAxisAsJsonAndAsChart() throws IOException {
    Path png = folder.resolve("curves.png");
    Cli run =
        Cli.run(
            Main::run,
            List.of(
                "bench",
                "scaling",
                "--json",
                "--axes",
                "batch",
                "--largest",
                "4",
                "--steps",
                "1",
                "--plot",
                png.toString()));
    assertEquals(0, run.code(), run.err());
    Set<String> found = new TreeSet<>();
    for (JsonNode row : new ObjectMapper().readTree(run.out()).get("rows")) {
      found.add(
          row.get("axis").asText() + " " + row.get("value") + " " + row.get("method").asText());
      assertTrue(row.get("cpuSeconds").asDouble() > 0, row.toString());
    }
    Set<String> wanted = new TreeSet<>();
    for (String method : List.of("frozen-forward", "sherl", "sherl-store", "full")) {
      for (String at : List.of("batch 1", "batch 4")) {
        wanted.add(at + " " + method);
      }
    }
    assertEquals(wanted, found);
    BufferedImage charts = ImageIO.read(png.toFile());
    assertEquals(800, charts.getWidth());
    assertEquals(500, charts.getHeight());
  }

  @Test
  void anAxisThatThereIsNot() {
    Cli run = Cli.run(Main::run, List.of("bench", "scaling", "--axes", "depth"));
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("layers"), run.err());
  }
}
