package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sherl quickstart} end to end, in one pass over its rows. */
class QuickstartCommandTest {

  @TempDir Path folder;

  @Test
  void fourMethodsChartsAdapterAndPredictions() throws IOException {
    Path out = folder.resolve("out");
    Cli run =
        Cli.run(
            Main::run,
            List.of(
                "quickstart",
                "--out",
                "" + out,
                "--epochs",
                "1",
                "--text",
                "The dog touched a piano.",
                "--json"));
    assertEquals(0, run.code(), run.err());
    assertEquals(1, run.out().lines().count(), run.out());
    JsonNode root = new ObjectMapper().readTree(run.out());
    List<String> methods = new ArrayList<>();
    for (JsonNode row : root.get("rows")) {
      methods.add(row.get("method").asText());
      assertTrue(row.get("accuracy").asDouble() > 0, row.toString());
      assertTrue(row.get("trainableParameters").asLong() > 0, row.toString());
      assertTrue(row.get("peakLiveBytes").asLong() > 0, row.toString());
      assertTrue(row.get("cpuSecondsPerStep").asDouble() > 0, row.toString());
    }
    assertEquals(List.of("sherl", "linear-probe", "last-layers", "full"), methods);
    JsonNode sherl = root.get("rows").get(0);
    JsonNode full = root.get("rows").get(3);
    assertTrue(sherl.get("peakLiveBytes").asLong() < full.get("peakLiveBytes").asLong());
    assertEquals(1, root.get("predictions").size());
    assertEquals("The dog touched a piano.", root.get("predictions").get(0).get("text").asText());
    for (JsonNode file : root.get("files")) {
      assertTrue(Files.size(Path.of(file.asText())) > 0, file.asText());
    }
    assertEquals(7, root.get("files").size());
    Cli predict =
        Cli.run(
            Main::run,
            List.of(
                "predict",
                "--adapter",
                "" + out.resolve("sherl.safetensors"),
                "--backbone",
                "" + out.resolve("model.onnx"),
                "--tokenizer",
                "" + out.resolve("tokenizer.json"),
                "--in",
                "" + Files.writeString(folder.resolve("in.txt"), "The dog touched a piano.\n")));
    assertEquals(0, predict.code(), predict.err());
    assertEquals(
        root.get("predictions").get(0).get("label").asText(),
        predict.out().strip(),
        "the other commands read what quickstart left");
  }

  @Test
  void badInputIsReported() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertEquals(2, Cli.run(Main::run, List.of("quickstart", "--out", "" + file)).code());
    Cli epochs = Cli.run(Main::run, List.of("quickstart", "--out", "" + folder, "--epochs", "0"));
    assertEquals(2, epochs.code());
    Cli steps = Cli.run(Main::run, List.of("quickstart", "--steps", "5"));
    assertEquals(2, steps.code(), "--steps without --rebuild");
    assertFalse(steps.err().contains("\tat "), steps.err());
    Path made = folder.resolve("made");
    assertEquals(
        2,
        Cli.run(Main::run, List.of("quickstart", "--rebuild", "" + made, "--steps", "0")).code());
  }
}
