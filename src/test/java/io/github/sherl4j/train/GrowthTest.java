package io.github.sherl4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training for long does not make the process grow: live bytes exactly, resident bytes by slope.
 */
class GrowthTest {

  private static final double MAX_BYTES_A_STEP = 20_000;

  /** A heap that is there from the start, and a compiler that needs next to nothing outside it. */
  private static final List<String> STILL_JVM =
      List.of(
          "-Xms128m",
          "-Xmx128m",
          "-Xmn48m",
          "-XX:+UseSerialGC",
          "-XX:+AlwaysPreTouch",
          "-XX:TieredStopAtLevel=1");

  @TempDir Path folder;

  @Test
  void fewStepsOfASmallModel() throws Exception {
    Path model = TinyModel.write(folder.resolve("model.onnx"), 4, 1);
    check(model, 600, TinyModel.VOCABULARY, 200);
  }

  @Test
  @Tag("long")
  void aThousandStepsOfARealModel() throws Exception {
    check(SharedData.assets().resolve("stories260k-llama/stories260k_fp32.onnx"), 1000, 512, 100);
  }

  private static void check(Path model, int steps, int vocabulary, int from) throws Exception {
    assumeTrue(
        ProcessMemory.residentBytes() > 0, "skipped: this system does not tell resident bytes");
    List<String> lines = run(model, steps, vocabulary);
    assertEquals(steps, lines.size(), lines.toString());
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (String line : lines) {
      String[] parts = line.split(" ", 3);
      assertEquals("0", parts[1], "bytes alive after step " + parts[0]);
      double step = Double.parseDouble(parts[0]);
      if (step > from) {
        double resident = Double.parseDouble(parts[2]);
        n++;
        x += step;
        y += resident;
        xx += step * step;
        xy += step * resident;
      }
    }
    double slope = (n * xy - x * y) / (n * xx - x * x);
    System.out.println(
        "resident set after step "
            + from
            + ": "
            + Math.round(slope)
            + " bytes a step over "
            + (steps - from)
            + " steps of "
            + model.getFileName());
    assertTrue(slope < MAX_BYTES_A_STEP, "resident set grows by " + slope + " bytes a step");
  }

  private static List<String> run(Path model, int steps, int vocabulary)
      throws IOException, InterruptedException {
    ProcessBuilder child =
        ChildJvm.of(
            STILL_JVM, GrowthMain.class.getName(), model.toString(), "" + steps, "" + vocabulary);
    child.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = child.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out.lines().filter(l -> l.matches("\\d+ \\d+ \\d+")).toList();
  }
}
