package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands end to end on a model, a tokenizer and data made on the spot. */
class CommandsTest {

  @TempDir Path folder;
  private Path model;
  private Path tokenizer;
  private Path data;

  @BeforeEach
  void files() throws IOException {
    model = TinyModel.write(folder.resolve("model.onnx"), 4, 1);
    tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    data = TinyRows.write(folder.resolve("data.tsv"), 120, 7);
  }

  private JsonNode json(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--json");
    Cli run = Cli.run(Main::run, all);
    assertEquals(0, run.code(), run.err());
    assertEquals(1, run.out().lines().count(), "one object on standard output: " + run.out());
    return new ObjectMapper().readTree(run.out());
  }

  private JsonNode train(String method, Path out) throws IOException {
    return json(
        "train",
        "--backbone",
        "" + model,
        "--tokenizer",
        "" + tokenizer,
        "--data",
        "" + data,
        "--test",
        "" + data,
        "--method",
        method,
        "--epochs",
        "10",
        "--batch",
        "16",
        "--lr",
        "0.03",
        "--out",
        "" + out,
        "--seed",
        "3");
  }

  @Test
  void sherlLearnsAndANewProcessGivesTheSameNumbers() throws IOException {
    Path adapter = folder.resolve("a.safetensors");
    JsonNode trained = train("sherl", adapter);
    assertEquals(80, trained.get("steps").asInt());
    assertTrue(trained.get("test").get("accuracy").asDouble() > 0.8, trained.toString());
    assertTrue(trained.get("trainLoss").asDouble() < 0.6, trained.toString());
    assertEquals(Files.size(adapter), trained.get("adapterBytes").asLong());
    assertTrue(trained.get("peakLiveBytes").asLong() > 0);
    assertTrue(trained.get("backwardOps").asInt() > 0);
    String[] restored = {
      "--adapter", "" + adapter, "--backbone", "" + model, "--tokenizer", "" + tokenizer
    };
    JsonNode eval = json(with(restored, "eval", "--data", "" + data));
    assertEquals(trained.get("test"), eval.get("test"));
    JsonNode once = json(with(restored, "predict", "--in", "" + data));
    JsonNode again = json(with(restored, "predict", "--in", "" + data));
    assertEquals(once, again);
    assertEquals(120, once.get("rows").size());
    long right = 0;
    List<String> lines = Files.readAllLines(data);
    for (int i = 0; i < lines.size(); i++) {
      String label = once.get("rows").get(i).get("label").asText();
      right += lines.get(i).startsWith(label + "\t") ? 1 : 0;
    }
    assertEquals(eval.get("test").get("accuracy").asDouble(), right / 120.0, 1e-12);
  }

  private static String[] with(String[] options, String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(Arrays.asList(options));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path two = folder.resolve("two.safetensors");
    train("sherl", one);
    train("sherl", two);
    assertTrue(Arrays.equals(Files.readAllBytes(one), Files.readAllBytes(two)));
  }

  @Test
  void theLinearProbeTrainsTheHeadOnly() throws IOException {
    JsonNode trained = train("linear-probe", folder.resolve("p.safetensors"));
    assertEquals(2 * TinyModel.WIDTH + 2, trained.get("trainableParameters").asInt());
    assertTrue(trained.get("test").get("accuracy").asDouble() > 0.8, trained.toString());
  }

  @Test
  void inspectShowsBlocksTapsAndLiveIns() throws IOException {
    JsonNode shown = json("inspect", "" + model);
    assertEquals("onnx", shown.get("format").asText());
    assertEquals(4, shown.get("blocks").size());
    assertEquals("hidden_1", shown.get("blocks").get(0).get("tensor").asText());
    assertEquals("[-1,-1,8]", shown.get("blocks").get(0).get("shape").toString());
    assertEquals(2 * 8 * 16, shown.get("blocks").get(0).get("parameters").asInt());
    assertEquals(5, shown.get("taps").size());
    assertEquals("hidden_0", shown.get("taps").get(0).get("tensor").asText());
    assertEquals("[\"mask\"]", shown.get("lateLiveIns").toString());
    assertEquals(16 * 8 + 4 * 2 * 8 * 16, shown.get("parameters").asInt());
    assertEquals(0, shown.get("unsupported").size());
  }

  @Test
  void doctorFindsNothingWrong() throws IOException {
    JsonNode found = json("doctor");
    assertTrue(found.get("cuda").get("needed").isNull(), "the tests run on the CPU backend");
    assertEquals(0, found.get("problems").size(), found.get("problems").toString());
    assertTrue(found.get("plugins").toString().contains("\"names\":[\"sherl\"]"));
  }
}
