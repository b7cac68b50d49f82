package io.github.sherl4j.text.opennlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Every method of OpenNLP's interface, on a model in memory with an adapter of width 4. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SherlCategorizerTest {

  private static final double TOLERANCE = 1e-6;

  private Path folder;
  private TunedModel model;
  private TunedCategorizer categorizer;

  @BeforeAll
  void train(@TempDir Path dir) {
    folder = dir;
    model = TinyCategorizer.train(folder);
    categorizer = Categorizers.of(model, TinyCategorizer.tokenizer(folder), 8);
  }

  @AfterAll
  void close() {
    categorizer.close();
    model.close();
  }

  private static String[] document(String text) {
    return text.split(" ", -1);
  }

  /** Alone or in a batch, a text of 3 to 8 tokens has the same probabilities. */
  @Test
  void probabilitiesAreThoseOfABatch() {
    Path file = TinyRows.write(folder.resolve("rows.tsv"), 60, 9);
    List<TextRow> rows = TsvReader.labelled(file);
    List<double[]> expected = new ArrayList<>();
    try (TextTokenizer tokens = Tokenizers.open(TinyCategorizer.tokenizer(folder), 16);
        TextBatches batches =
            new TextBatches(
                TextData.of(rows, Labels.inOrder(TinyCategorizer.LABELS), tokens, file),
                model.backbone().inputs(),
                model.dtype(),
                BatchSettings.inOrder(16, 0));
        Evaluator evaluator = new Evaluator(model)) {
      evaluator.logits(
          batches,
          (b, logits) -> {
            double[][] each = Transforms.softmax(logits, true).toDoubleMatrix();
            expected.addAll(List.of(each));
          });
    }
    int right = 0;
    for (int r = 0; r < rows.size(); r++) {
      double[] outcome = categorizer.categorize(document(rows.get(r).text()));
      assertArrayEquals(expected.get(r), outcome, TOLERANCE, "row " + r);
      right += categorizer.getBestCategory(outcome).equals(rows.get(r).label()) ? 1 : 0;
    }
    assertTrue(right > 50, right + " of 60 right: the model must have learnt something");
  }

  @Test
  void aLongDocumentIsTheMeanOfItsWindowsByTokens() {
    String first = "w0 w1 w2 w3 w4 w5 w6 w0"; // 8 tokens
    String rest = "w7 w8 w9";
    try (TunedCategorizer detected =
        Categorizers.of(
            model,
            TinyCategorizer.tokenizer(folder),
            8,
            new FixedSentences(List.of(first.length())))) {
      double[] a = categorizer.categorize(document(first));
      double[] b = categorizer.categorize(document(rest));
      double[] both = detected.categorize(document(first + " " + rest));
      for (int c = 0; c < 2; c++) {
        assertEquals((8 * a[c] + 3 * b[c]) / 11, both[c], TOLERANCE);
      }
      assertTrue(Math.abs(a[0] - b[0]) > 0.5, "windows that differ, or this shows nothing");
    }
  }

  @Test
  void categoriesHaveNumbersAndNames() {
    assertEquals(2, categorizer.getNumberOfCategories());
    assertEquals("b", categorizer.getCategory(1));
    assertEquals(1, categorizer.getIndex("b"));
    assertEquals(-1, categorizer.getIndex("c"));
    assertThrows(IndexOutOfBoundsException.class, () -> categorizer.getCategory(2));
    assertEquals("b", categorizer.getBestCategory(new double[] {0.25, 0.75}));
    assertEquals("a[0.2500]  b[0.7500]", categorizer.getAllResults(new double[] {0.25, 0.75}));
    assertThrows(BadInputException.class, () -> categorizer.getBestCategory(new double[3]));
  }

  @Test
  void scoresByCategoryAndByScore() {
    String[] text = document("w0 w1 w2 w9");
    double[] outcome = categorizer.categorize(text);
    assertEquals(1, outcome[0] + outcome[1], TOLERANCE);
    assertArrayEquals(outcome, categorizer.categorize(text, Map.of("source", "mail")));
    assertEquals(Map.of("a", outcome[0], "b", outcome[1]), categorizer.scoreMap(text));
    var sorted = categorizer.sortedScoreMap(text);
    assertEquals(Set.of("a"), sorted.get(outcome[0]));
    assertEquals(Math.min(outcome[0], outcome[1]), sorted.firstKey());
  }

  @Test
  void aTextWithoutTokensIsRefused() {
    var e = assertThrows(BadInputException.class, () -> categorizer.categorize(new String[0]));
    assertTrue(e.getMessage().contains("no token"), e.getMessage());
  }

  @Test
  void aClosedCategorizerSaysSo() {
    TunedCategorizer other = Categorizers.of(model, TinyCategorizer.tokenizer(folder), 8);
    other.close();
    other.close();
    assertThrows(IllegalStateException.class, () -> other.categorize(document("w0")));
    assertEquals(2, categorizer.categorize(document("w0")).length, "the model is still open");
  }
}
