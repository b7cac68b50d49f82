package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.cli.bench.AccuracyOrder;
import io.github.sherl4j.cli.bench.AccuracyPlan;
import io.github.sherl4j.cli.bench.AccuracyRow;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sherl bench accuracy} in a few steps; {@link AccuracyTableTest} runs all of it. */
class AccuracyCommandTest {

  @TempDir Path folder;

  private Cli bench(Path assets, String... more) {
    List<String> all = new ArrayList<>(List.of("bench", "accuracy", "--assets", "" + assets));
    all.addAll(List.of(more));
    return Cli.run(Main::run, all);
  }

  private static JsonNode json(Cli run) throws IOException {
    assertEquals(0, run.code(), run.err());
    assertEquals(1, run.out().lines().count(), run.out());
    return new ObjectMapper().readTree(run.out());
  }

  private static List<String> keys(JsonNode node) {
    return node.properties().stream().map(e -> e.getKey()).toList();
  }

  @Test
  void aShortLookAndItsContinuation() throws IOException {
    Path assets = SharedData.assets();
    String out = "" + folder.resolve("table.json");
    String[] options = {"--rows", "trec/probe", "--steps", "2", "--out", out, "--json", "--seeds"};
    List<String> one = new ArrayList<>(List.of(options));
    one.add("1");
    JsonNode root = json(bench(assets, one.toArray(String[]::new)));
    assertEquals(List.of("unit", "rows", "orderings", "ok"), keys(root));
    JsonNode row = root.get("rows").get(0);
    assertEquals(
        List.of("row", "options", "setUp", "reference", "accept", "runs", "mean", "verdict"),
        keys(row));
    assertEquals(List.of("mean", "within", "each"), keys(row.get("accept")));
    assertEquals("reported", row.get("verdict").asText());
    JsonNode first = row.get("runs").get(0);
    assertEquals(
        "[seed, percent, steps, trainLoss, trainableParameters, cpuSecondsPerStep, wallSeconds]",
        "" + keys(first));
    assertEquals(2, first.get("steps").asInt());
    assertEquals(390, first.get("trainableParameters").asInt());
    assertTrue(first.get("percent").asDouble() > 1, first.toString());

    List<String> two = new ArrayList<>(List.of(options));
    two.add("2");
    JsonNode both = json(bench(assets, two.toArray(String[]::new))).get("rows").get(0);
    assertEquals(first, both.get("runs").get(0), "a run that is there is not redone");
    assertEquals(2, both.get("runs").get(1).get("seed").asInt());
    assertNotEquals(first.get("trainLoss"), both.get("runs").get(1).get("trainLoss"));
    assertTrue(both.has("deviation"));

    Cli other = bench(assets, "--rows", "trec/probe", "--steps", "3", "--out", out);
    assertEquals(2, other.code(), "runs of other steps do not belong into that table");
    assertTrue(other.err().contains("give another --out"), other.err());
    Cli nowhere = bench(assets, "--rows", "trec/probe", "--out", "" + folder.resolve("no/t.json"));
    assertEquals(2, nowhere.code());
    assertTrue(nowhere.err().contains("no such directory"), nowhere.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--rows trec/prob, trec/probe",
    "--seeds 0, --seeds 0",
    "--steps -1, --steps -1",
    "--rows trec/probe, stories260k_fp32.onnx",
    "--seed 3, --seeds",
  })
  void whatCannotBeIsRefusedInOneLine(String options, String told) {
    Cli run = bench(folder, options.split(" "));
    assertEquals(2, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(told), run.err());
  }

  @Test
  void aBenchHasToBeNamed() {
    assertEquals(2, Cli.run(Main::run, List.of("bench")).code());
  }

  @Test
  void everyRowIsATrainCommandOnFilesThatExist() throws IOException {
    AccuracyPlan plan = AccuracyPlan.read();
    List<String> names = plan.rows().stream().map(AccuracyRow::row).toList();
    assertEquals(names.size(), names.stream().distinct().count());
    for (AccuracyRow row : plan.rows()) {
      assertTrue(row.row().startsWith(row.set() + "/"), row.row());
      List<String> arguments = plan.arguments(row, folder, folder.resolve("train"), 1, 0);
      assertTrue(arguments.containsAll(List.of("--seed", "--decay", "--drop-last")), row.row());
      TrainCommand.parse(arguments);
    }
    for (AccuracyOrder order : plan.orderings()) {
      assertTrue(names.containsAll(List.of(order.higher(), order.lower())), "" + order);
    }
    Path assets = SharedData.assets();
    for (AccuracyRow row : plan.rows()) {
      String model = plan.set(row).backbone();
      assertTrue(Files.exists(assets.resolve(model)), model);
    }
  }
}
