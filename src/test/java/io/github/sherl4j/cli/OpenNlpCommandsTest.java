package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.text.opennlp.Categorizers;
import io.github.sherl4j.text.opennlp.TunedCategorizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import opennlp.tools.doccat.DocumentCategorizer;
import opennlp.tools.doccat.DocumentCategorizerEvaluator;
import opennlp.tools.doccat.DocumentSample;
import opennlp.tools.tokenize.WhitespaceTokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained adapter is an OpenNLP categoriser, and OpenNLP's evaluator counts as we do. */
class OpenNlpCommandsTest {

  @TempDir Path folder;
  private Path model;
  private Path tokenizer;
  private Path adapter;
  private Path test;

  @BeforeEach
  void train() throws IOException {
    model = TinyModel.write(folder.resolve("model.onnx"), 3, 1);
    tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    adapter = folder.resolve("a.safetensors");
    test = TinyRows.write(folder.resolve("test.tsv"), 150, 4);
    Path train = TinyRows.write(folder.resolve("train.tsv"), 100, 3);
    json(
        List.of(
            "train",
            "--json",
            "--backbone",
            "" + model,
            "--tokenizer",
            "" + tokenizer,
            "--data",
            "" + train,
            "--out",
            "" + adapter,
            "--width",
            "4",
            "--epochs",
            "2"));
  }

  private static JsonNode json(List<String> arguments) throws IOException {
    Cli run = Cli.run(Main::run, arguments);
    assertEquals(0, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  /** Knows OpenNLP's interfaces only. */
  private static double accuracy(DocumentCategorizer categorizer, Path rows) throws IOException {
    DocumentCategorizerEvaluator evaluator = new DocumentCategorizerEvaluator(categorizer);
    for (String line : Files.readAllLines(rows)) {
      String[] columns = line.split("\t", 2);
      String[] tokens = WhitespaceTokenizer.INSTANCE.tokenize(columns[1]);
      evaluator.evaluateSample(new DocumentSample(columns[0], tokens));
    }
    return evaluator.getAccuracy();
  }

  @Test
  void openNlpsEvaluatorGivesTheAccuracyOfEval() throws IOException {
    JsonNode eval =
        json(
            List.of(
                "eval",
                "--json",
                "--adapter",
                "" + adapter,
                "--backbone",
                "" + model,
                "--tokenizer",
                "" + tokenizer,
                "--data",
                "" + test));
    try (TunedCategorizer categorizer = Categorizers.open(adapter, model, tokenizer)) {
      double accuracy = accuracy(categorizer, test);
      assertEquals(eval.at("/test/accuracy").asDouble(), accuracy, 1e-12);
      assertTrue(accuracy > 0.6 && accuracy < 1, "neither chance nor all: " + accuracy);
    }
  }

  @Test
  void otherTokenizersAndTasksAreRefused() throws IOException {
    Path other = Files.writeString(tokenizer, Files.readString(tokenizer) + " ");
    assertThrows(MismatchException.class, () -> Categorizers.open(adapter, model, other));
    Path numbers = Files.writeString(folder.resolve("n.tsv"), "1\tw1 w2\n2\tw3 w4\n");
    json(
        List.of(
            "train",
            "--json",
            "--backbone",
            "" + model,
            "--tokenizer",
            "" + tokenizer,
            "--data",
            "" + numbers,
            "--out",
            "" + adapter,
            "--task",
            "regression"));
    BadInputException e =
        assertThrows(BadInputException.class, () -> Categorizers.open(adapter, model, tokenizer));
    assertTrue(e.getMessage().contains("regression"), e.getMessage());
  }
}
