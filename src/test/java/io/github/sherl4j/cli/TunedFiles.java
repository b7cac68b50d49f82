package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.transform.TunedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Model files through the commands: seen, planned, tuned by SHERL, evaluated and asked. */
final class TunedFiles {

  private final Path folder;
  private final String format;
  private final int blocks;

  TunedFiles(Path folder, String format, int blocks) {
    this.folder = folder;
    this.format = format;
    this.blocks = blocks;
  }

  private static JsonNode run(String command, List<String> options) throws IOException {
    List<String> all = new ArrayList<>(List.of(command, "--json"));
    all.addAll(options);
    Cli run = Cli.run(Main::run, all);
    assertEquals(0, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  /**
   * Trains, evaluates again in the same words, and predicts; the loss must fall, the file stay.
   *
   * @param more options of training
   */
  void check(Path model, Path data, Path test, String... more) throws IOException {
    byte[] file = Files.readAllBytes(model);
    JsonNode seen = run("inspect", List.of(model.toString()));
    assertEquals(format, seen.get("format").asText());
    assertEquals(blocks, seen.get("blocks").size(), seen.toString());
    JsonNode plan = run("plan", List.of(model.toString(), "--width", "4", "--seq", "8"));
    assertTrue(plan.get("bytes").get("total").asLong() > 0);
    String adapter = folder.resolve(model.getFileName() + ".safetensors").toString();
    List<String> options = new ArrayList<>(Arrays.asList(more));
    options.addAll(List.of("--backbone", "" + model, "--data", "" + data, "--test", "" + test));
    options.addAll(List.of("--method", "sherl", "--width", "4", "--seed", "3"));
    options.addAll(List.of("--batch", "16", "--lr", "0.02", "--out", adapter));
    double first = run("train", with(options, "--epochs", "1")).get("trainLoss").asDouble();
    JsonNode trained = run("train", with(options, "--epochs", "12"));
    assertTrue(trained.get("trainLoss").asDouble() < 0.8 * first, first + " then " + trained);
    double accuracy = trained.get("test").get("accuracy").asDouble();
    assertTrue(accuracy > 0.8, trained.toString());
    assertTrue(Arrays.equals(file, Files.readAllBytes(model)));
    List<String> again = new ArrayList<>(List.of("--adapter", adapter, "--backbone", "" + model));
    int tokenizer = List.of(more).indexOf("--tokenizer");
    if (tokenizer >= 0) {
      again.addAll(List.of(more).subList(tokenizer, tokenizer + 2));
    }
    JsonNode eval = run("eval", with(again, "--data", "" + test));
    assertEquals(trained.get("test"), eval.get("test"));
    JsonNode rows = run("predict", with(again, "--in", "" + test)).get("rows");
    assertEquals(eval.get("test").get("count").asInt(), rows.size());
    assertTrue(rows.get(0).get("logits").size() == 2, rows.get(0).toString());
  }

  private static List<String> with(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(Arrays.asList(more));
    return all;
  }

  /** Trains in code and compares the hashes of all weights before and after. */
  static void frozenWeightsKeepTheirHashes(Path model) {
    Backbone backbone = Sherl.open(model);
    Map<String, String> before = hashes(backbone);
    try (TunedModel tuned = CodeRuns.attach(backbone)) {
      double[] losses = CodeRuns.train(tuned, TrainConfig.builder().rate(0.02).epochs(8).build());
      assertTrue(losses[1] < losses[0], Arrays.toString(losses));
      assertEquals(before, hashes(backbone));
      assertTrue(before.size() > 10, before.keySet().toString());
    }
  }

  private static Map<String, String> hashes(Backbone backbone) {
    Map<String, String> hashes = new TreeMap<>();
    backbone.weights().forEach(w -> hashes.put(w, CodeRuns.sha256(backbone.variable(w).getArr())));
    return hashes;
  }
}
