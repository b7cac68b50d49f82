package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Regression end to end, with a {@code vocab.txt} and with pairs of texts. */
class RegressionCommandsTest {

  @TempDir Path folder;
  private Path vocabulary;
  private Path adapter;

  @BeforeEach
  void files() {
    vocabulary = TinyModel.writeVocabulary(folder.resolve("vocab.txt"));
    adapter = folder.resolve("a.safetensors");
  }

  /** The number is the mean of the words' numbers; of a pair, the difference of both means. */
  private Path data(String name, int rows, boolean pairs, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder lines = new StringBuilder();
    for (int r = 0; r < rows; r++) {
      StringBuilder texts = new StringBuilder();
      double value = 0;
      for (int part = 0; part < (pairs ? 2 : 1); part++) {
        texts.append('\t');
        int words = 3 + random.nextInt(4);
        for (int w = 0; w < words; w++) {
          int word = random.nextInt(12);
          value += (part == 0 ? 1.0 : -1.0) * word / (12 * words);
          texts.append(w == 0 ? "" : " ").append(w % 2 == 0 ? 'W' : 'w').append(word);
        }
      }
      lines.append(String.format(Locale.ROOT, "%.4f", value)).append(texts).append('\n');
    }
    return Files.writeString(folder.resolve(name), lines);
  }

  private static Cli run(String... arguments) {
    return Cli.run(Main::run, Arrays.asList(arguments));
  }

  private static JsonNode json(Cli run) throws IOException {
    assertEquals(0, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private Cli train(String task, Path model, Path data, String... more) {
    List<String> all = new ArrayList<>(List.of("train", "--json", "--task", task));
    all.addAll(List.of("--epochs", "20", "--batch", "16", "--lr", "0.02", "--seed", "3"));
    all.addAll(List.of("--backbone", "" + model, "--tokenizer", "" + vocabulary));
    all.addAll(List.of("--data", "" + data, "--out", "" + adapter));
    all.addAll(Arrays.asList(more));
    return Cli.run(Main::run, all);
  }

  private Cli restored(String command, Path model, String option, Path data) {
    return run(
        command,
        "--adapter",
        "" + adapter,
        "--backbone",
        "" + model,
        "--tokenizer",
        "" + vocabulary,
        option,
        "" + data,
        "--json");
  }

  @Test
  void numbersAreLearntAndANewProcessGivesTheSame() throws IOException {
    Path model = TinyModel.write(folder.resolve("model.onnx"), 4, 1);
    Path test = data("test.tsv", 60, false, 8);
    JsonNode trained =
        json(train("regression", model, data("train.tsv", 160, false, 7), "--test", "" + test))
            .get("test");
    assertEquals(60, trained.get("count").asInt());
    assertTrue(trained.get("pearson").asDouble() > 0.9, trained.toString());
    assertTrue(trained.get("spearman").asDouble() > 0.85, trained.toString());
    assertEquals(trained, json(restored("eval", model, "--data", test)).get("test"));
    JsonNode predicted = json(restored("predict", model, "--in", test));
    assertEquals("[]", predicted.get("labels").toString());
    double squares = 0;
    List<String> lines = Files.readAllLines(test);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode row = predicted.get("rows").get(i);
      assertEquals(1, row.size());
      double truth = Double.parseDouble(lines.get(i).substring(0, lines.get(i).indexOf('\t')));
      squares += Math.pow(row.get("value").asDouble() - truth, 2);
    }
    assertEquals(squares / 60, trained.get("mse").asDouble(), 1e-6);
  }

  @Test
  void theSecondTextOfAPairIsTold() throws IOException {
    Path model = TinyModel.writeWithTypes(folder.resolve("model.onnx"), 4, 1);
    Path test = data("test.tsv", 60, true, 8);
    JsonNode trained =
        json(train("regression", model, data("train.tsv", 200, true, 7), "--test", "" + test))
            .get("test");
    assertTrue(trained.get("pearson").asDouble() > 0.5, trained.toString());
    Path swapped =
        Files.writeString(folder.resolve("swapped.tsv"), "0\tw0 w1\tw11 w10\n0\tw11 w10\tw0 w1\n");
    JsonNode rows = json(restored("predict", model, "--in", swapped)).get("rows");
    double low = rows.get(0).get("value").asDouble();
    double high = rows.get(1).get("value").asDouble();
    assertTrue(low + 0.2 < high, "the same words, in the other text: " + rows);
  }

  @Test
  void labelsThatAreNoNumbersAreRefused() throws IOException {
    Path model = TinyModel.write(folder.resolve("model.onnx"), 2, 1);
    Path data = Files.writeString(folder.resolve("bad.tsv"), "0.5\tw1\nNaN\tw2\n");
    Cli run = train("regression", model, data);
    assertEquals(2, run.code());
    assertTrue(run.err().contains("bad.tsv, line 2: found label 'NaN'"), run.err());
    run = train("regresion", model, data);
    assertEquals(2, run.code());
    assertTrue(run.err().contains("nearest names: regression"), run.err());
  }
}
