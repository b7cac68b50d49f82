package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of {@code train} that watch, keep and take up runs. */
class RunOptionsTest {

  @TempDir Path folder;

  @BeforeEach
  void files() {
    TinyModel.write(folder.resolve("model.onnx"), 3, 1);
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    TinyRows.write(folder.resolve("train.tsv"), 64, 7);
    TinyRows.write(folder.resolve("dev.tsv"), 40, 8);
  }

  private Cli train(String... more) {
    List<String> all = new ArrayList<>(List.of("train", "--json", "--batch", "16"));
    all.addAll(List.of("--backbone", "" + folder.resolve("model.onnx")));
    all.addAll(List.of("--tokenizer", "" + folder.resolve("tokenizer.json")));
    all.addAll(List.of("--data", "" + folder.resolve("train.tsv")));
    all.addAll(List.of("--out", "" + folder.resolve("a.safetensors")));
    for (String option : more) {
      all.add(option.replace("$", "" + folder.resolve("x").getParent()));
    }
    return Cli.run(Main::run, all);
  }

  @Test
  void everyEpochIsMeasuredAndTheBestKept() throws IOException {
    Cli run = train("--dev", "$/dev.tsv", "--test", "$/dev.tsv", "--epochs", "6", "--lr", "0.05");
    assertEquals(0, run.code(), run.err());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals(6, json.get("dev").size());
    double best = 0;
    for (JsonNode epoch : json.get("dev")) {
      best = Math.max(best, epoch.get("accuracy").asDouble());
      assertTrue(run.err().contains("step " + epoch.get("step")), run.err());
    }
    assertEquals(best, json.get("test").get("accuracy").asDouble());
    assertEquals("complete", json.get("end").asText());
  }

  @Test
  void patienceEndsARunThatLearnsNothing() throws IOException {
    Cli run = train("--dev", "$/dev.tsv", "--patience", "1", "--epochs", "9", "--lr", "1e-12");
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals("patience", json.get("end").asText());
    assertEquals(2, json.get("dev").size());
    assertEquals(4, json.get("keptStep").asInt());
  }

  @Test
  void checkpointsAreKeptAndTakenUp() throws IOException {
    String[] run = {"--checkpoints", "$/states", "--checkpoint-every", "3", "--epochs", "3"};
    assertEquals(0, train(run).code());
    byte[] whole = Files.readAllBytes(folder.resolve("a.safetensors"));
    Files.delete(folder.resolve("states").resolve("step-0000000012.checkpoint"));
    List<String> again = new ArrayList<>(List.of(run));
    again.add("--resume");
    Cli resumed = train(again.toArray(String[]::new));
    assertEquals(0, resumed.code(), resumed.err());
    assertTrue(resumed.out().contains("\"steps\":12"), resumed.out());
    assertArrayEquals(whole, Files.readAllBytes(folder.resolve("a.safetensors")));
  }

  @Test
  void aBudgetIsKeptAndExplained() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode whole = mapper.readTree(train().out()).get("memory");
    long sum = 0;
    for (String kind : List.of("weights", "optimizer", "accumulated")) {
      sum += whole.get(kind).asLong();
    }
    assertTrue(whole.get("kept").asLong() > 0 && whole.get("total").asLong() > sum, "" + whole);
    long budget = whole.get("total").asLong() - 1;
    Cli run = train("--memory-budget", budget + "B", "--memory-plot", "$/memory.png");
    assertEquals(0, run.code(), run.err());
    assertTrue(mapper.readTree(run.out()).get("memory").get("total").asLong() <= budget, run.out());
    assertTrue(run.err().contains("16 rows"), run.err());
    assertTrue(Files.size(folder.resolve("memory.png")) > 0);
  }

  @Test
  void aBudgetThatNothingFitsIsRefusedBeforeAnythingIsWritten() {
    Cli run = train("--memory-budget", "1kB");
    assertEquals(3, run.code(), run.err());
    assertTrue(run.out().contains("\"kind\":\"refused\""), run.out());
    assertFalse(Files.exists(folder.resolve("a.safetensors")));
  }

  @ParameterizedTest
  @CsvSource({
    "--resume, --checkpoints",
    "--patience 2, --dev",
    "--lr-group haed.*=0.1, head",
    "--lr-group head.*=-1, learning rate",
    "--checkpoints $/s --checkpoint-every 0, every 0",
    "--dev $/none.tsv, none.tsv",
    "--method full --freeze blok*, block",
  })
  void whatCannotBeIsRefusedInOneLine(String options, String told) throws IOException {
    Cli run = train(options.split(" "));
    assertEquals(2, run.code(), run.err());
    assertTrue(run.out().contains(told), run.out());
    try (var files = Files.list(folder)) {
      assertTrue(files.noneMatch(f -> f.toString().endsWith("a.safetensors")));
    }
  }
}
