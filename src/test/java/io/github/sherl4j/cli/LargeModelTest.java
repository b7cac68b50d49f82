package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.testing.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of the shape of BERT-base (109 million parameters, 436 MB), in processes of their own with
 * the flags of {@code bin/sherl}: what they keep resident at most is checked, CPU time is printed.
 */
class LargeModelTest {

  private static final long GIGABYTE = 1_000_000_000;

  @TempDir static Path folder;
  private static EncoderModel shape;
  private static Path file;

  @BeforeAll
  static void write() {
    assumeTrue(
        ProcessMemory.residentBytes() > 0, "skipped: this system does not tell resident bytes");
    shape = EncoderModel.bertBase(1);
    file = folder.resolve("model.onnx");
    shape.write(file);
  }

  @Test
  void inspect() throws Exception {
    List<String> out = run("inspect");
    JsonNode result = new ObjectMapper().readTree(String.join("\n", out));
    assertEquals(shape.parameters(), result.get("parameters").asLong());
    assertEquals(12, result.get("blocks").size());
    assertEquals(13, result.get("taps").size());
    assertEquals(64, result.get("fingerprint").asText().length());
  }

  @Test
  void openDiscoverAndAttach() throws Exception {
    List<String> out = run("attach");
    assertTrue(out.get(0).matches("[1-9]\\d* trained tensors"), out.toString());
  }

  /** Runs a child, checks its memory and returns what it printed before. */
  private static List<String> run(String task) throws Exception {
    ProcessBuilder child =
        ChildJvm.of(
            List.of(
                "-XX:+UseSerialGC",
                "-Xmn48m",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Dlogback.configurationFile=" + Path.of("bin", "logback.xml")),
            LargeModelMain.class.getName(),
            task,
            file.toString());
    child.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = child.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    List<String> lines = out.lines().toList();
    String[] measured = lines.get(lines.size() - 1).split(" ", -1);
    long weights = Float.BYTES * shape.parameters();
    long peak = Long.parseLong(measured[1]);
    System.out.printf(
        Locale.ROOT,
        "%s of %d MB of weights: %.1f CPU-seconds, at most %d MB resident%n",
        task,
        weights / 1_000_000,
        Long.parseLong(measured[0]) / 1e9,
        peak / 1_000_000);
    assertTrue(peak > weights, "resident bytes " + peak + " are not those of the whole process");
    assertTrue(peak <= 2 * weights + GIGABYTE, "at most " + peak + " bytes resident");
    return lines.subList(0, lines.size() - 1);
  }
}
