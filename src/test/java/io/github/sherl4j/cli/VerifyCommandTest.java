package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sherl verify}, with and without recorded numbers. */
class VerifyCommandTest {

  @TempDir Path folder;

  private static JsonNode json(int code, Path model, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("verify", "" + model, "--json"));
    all.addAll(List.of(more));
    Cli run = Cli.run(Main::run, all);
    assertEquals(code, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void withOnnxRuntime() throws IOException {
    Path model = TinyModel.write(folder.resolve("m.onnx"), 2, 1);
    JsonNode done = json(0, model, "--seed", "5", "--shape", "input_ids=3x4");
    assertTrue(done.get("ok").asBoolean());
    assertTrue(done.get("reference").asText().startsWith("ONNX Runtime"), done.toString());
    assertEquals("hidden_0", done.get("tensors").get(0).get("name").asText());
    assertEquals(0, done.get("skipped").size());
    assertTrue(done.get("firstDifference").isNull());
    JsonNode strict = json(1, model, "--tolerance", "-1");
    assertEquals("hidden_0", strict.get("firstDifference").get("name").asText());
    assertEquals("Gather", strict.get("firstDifference").get("op").asText());
    Cli text = Cli.run(Main::run, List.of("verify", "" + model));
    assertEquals(0, text.code());
    assertTrue(text.out().contains("equal with ONNX Runtime"), text.out());
    json(2, model, "--blocks", "b.json");
    json(2, model, "--shape", "nothing=1");
  }

  @Test
  void withRecordedNumbers() throws IOException {
    Path fixture = SharedData.fixtures().resolve("onnx").resolve("hf_bert_op13_dyn");
    Path model = fixture.resolve("model.onnx");
    String golden = fixture.resolve("io.npz").toString();
    JsonNode done = json(0, model, "--golden", golden);
    assertTrue(done.get("ok").asBoolean() && done.get("firstDifference").isNull());
    JsonNode strict = json(1, model, "--golden", golden, "--tolerance", "0");
    assertTrue(strict.get("firstDifference").get("maxAbsDiff").asDouble() > 0);
  }
}
