package io.github.sherl4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.engine.run.MemoryPlan.Kind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The charts are pictures that show something. */
class ChartsTest {

  @TempDir Path folder;

  @Test
  void losses() throws IOException {
    Path png = folder.resolve("loss.png");
    Charts.losses(
        png, "Loss", Map.of("sherl", List.of(1.5, 1.0, 0.7), "full", List.of(1.6, 0.9, 0.1)));
    assertShowsSomething(png);
  }

  @Test
  void points() throws IOException {
    Path png = folder.resolve("memory.png");
    Charts.points(
        png,
        "Accuracy over memory",
        "MiB",
        "accuracy",
        List.of(new Charts.Point("sherl", 3, 0.9), new Charts.Point("full", 30, 0.95)));
    assertShowsSomething(png);
  }

  @Test
  void curves() throws IOException {
    Path png = folder.resolve("curves.png");
    Map<Double, Double> line = Map.of(8.0, 2.0, 64.0, 30.0);
    Charts.curves(png, "Memory by width", "width", "MiB", Map.of("sherl", line));
    assertShowsSomething(png);
  }

  @Test
  void curvesInThreeCharts() throws IOException {
    Path png = folder.resolve("curves.png");
    Map<String, Map<Double, Double>> lines =
        Map.of("sherl", Map.of(1.0, 2.0, 10.0, 30.0), "full", Map.of(1.0, 4.0, 10.0, 60.0));
    Charts.curves(png, "seconds", Map.of("layers", lines, "tokens", lines, "batch", lines));
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(1600, image.getWidth());
    assertEquals(1000, image.getHeight());
    for (int[] corner : new int[][] {{0, 0}, {800, 0}, {0, 500}}) {
      BufferedImage chart = image.getSubimage(corner[0], corner[1], 800, 500);
      int[] pixels = chart.getRGB(0, 0, 800, 500, null, 0, 800);
      assertTrue(IntStream.of(pixels).distinct().count() > 10, "at " + corner[0]);
    }
    int[] empty = image.getRGB(800, 500, 800, 500, null, 0, 800);
    assertEquals(1, IntStream.of(empty).distinct().count());
  }

  @Test
  void memory() throws IOException {
    MemoryPlan.Tensor tensor = new MemoryPlan.Tensor("x", "FLOAT[4]", 16 << 20, Kind.KEPT, 1, 3);
    MemoryPlan plan =
        new MemoryPlan(
            20 << 20,
            Map.of(Kind.KEPT, 16L << 20),
            16 << 20,
            List.of(0L, 16L << 20, 20L << 20, 16L << 20, 0L),
            List.of(tensor),
            4,
            2,
            0);
    Path png = folder.resolve("timeline.png");
    Charts.memory(png, "sherl", plan);
    BufferedImage image = ImageIO.read(png.toFile());
    int middle = image.getRGB(image.getWidth() * 3 / 10, image.getHeight() / 2);
    assertNotEquals(image.getRGB(2, 2), middle, "the tensor's area is painted");
  }

  @Test
  void whatCannotBeDrawnOrWrittenIsRefused() {
    Path png = folder.resolve("none/loss.png");
    Map<String, List<Double>> run = Map.of("sherl", List.of(1.0));
    assertThrows(BadInputException.class, () -> Charts.losses(png, "Loss", run));
    Map<String, List<Double>> empty = Map.of("sherl", List.of());
    assertThrows(IllegalArgumentException.class, () -> Charts.losses(png, "Loss", empty));
  }

  private static void assertShowsSomething(Path png) throws IOException {
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(800, image.getWidth());
    assertEquals(500, image.getHeight());
    long colours =
        IntStream.range(0, 800 * 500).map(i -> image.getRGB(i % 800, i / 800)).distinct().count();
    assertTrue(colours > 10, colours + " colours");
  }
}
