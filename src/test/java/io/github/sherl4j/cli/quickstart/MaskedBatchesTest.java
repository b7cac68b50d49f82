package io.github.sherl4j.cli.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** What the masked language model is asked: which tokens, and what it is shown of them. */
class MaskedBatchesTest {

  private static final int ROWS = 32;
  private static final List<TensorInfo> INPUTS =
      List.of(
          new TensorInfo("input_ids", DataType.INT64, List.of(-1L, -1L)),
          new TensorInfo("attention_mask", DataType.INT64, List.of(-1L, -1L)));

  @TempDir Path folder;
  private final Lexicon lexicon = Lexicon.embedded();
  private final int vocabulary = Vocabulary.of(lexicon).size();
  private TextTokenizer tokenizer;

  @BeforeEach
  void open() throws IOException {
    String json = Vocabulary.of(lexicon).tokenizerJson();
    tokenizer = Tokenizers.open(Files.writeString(folder.resolve("t.json"), json), 32);
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  private MaskedBatches batches(int count, long seed) {
    return new MaskedBatches(lexicon, tokenizer, INPUTS, vocabulary, ROWS, count, seed);
  }

  @Test
  void theSameSeedGivesTheSameBatches() {
    try (MaskedBatches one = batches(3, 9);
        MaskedBatches two = batches(3, 9)) {
      while (one.hasNext()) {
        MultiDataSet a = one.next();
        MultiDataSet b = two.next();
        assertEquals(a.getFeatures(0), b.getFeatures(0));
        assertEquals(a.getFeatures(1), b.getFeatures(1));
        assertEquals(a.getLabels(0), b.getLabels(0));
      }
      assertFalse(two.hasNext());
      assertThrows(NoSuchElementException.class, two::next);
    }
  }

  @Test
  void aPlaceInTheDataIsFoundAgain() {
    try (MaskedBatches one = batches(20, 9);
        MaskedBatches two = batches(20, 9)) {
      for (int i = 0; i < 17; i++) {
        one.next();
      }
      two.seek(0, 17);
      assertEquals(one.next().getFeatures(0), two.next().getFeatures(0));
      one.reset();
      two.seek(1, 0);
      assertEquals(one.next().getFeatures(0), two.next().getFeatures(0));
    }
  }

  @Test
  void wordsAreToldMaskedReplacedAndLeft() {
    int words = 0;
    int told = 0;
    int masked = 0;
    int left = 0;
    try (MaskedBatches batches = batches(30, 4)) {
      while (batches.hasNext()) {
        MultiDataSet batch = batches.next();
        INDArray ids = batch.getFeatures(0);
        INDArray mask = batch.getFeatures(1);
        INDArray sums = batch.getLabels(0).sum(2);
        INDArray best = batch.getLabels(0).argMax(2);
        for (int r = 0; r < ROWS; r++) {
          int here = 0;
          for (int t = 0; t < ids.size(1); t++) {
            int id = ids.getInt(r, t);
            boolean asked = sums.getDouble(r, t) > 0;
            assertEquals(mask.getInt(r, t) == 0, id == tokenizer.padId(), "padding");
            assertFalse(
                asked && best.getInt(r, t) < Vocabulary.firstWord(), "special tokens are given");
            words += mask.getInt(r, t);
            here += asked ? 1 : 0;
            masked += asked && id == Vocabulary.MASK ? 1 : 0;
            left += asked && id == best.getInt(r, t) ? 1 : 0;
          }
          assertTrue(here > 0, "every sentence asks for a word");
          told += here;
        }
      }
    }
    assertTrue(told > 0.11 * words && told < 0.17 * words, told + " of " + words);
    assertEquals(0.8, (double) masked / told, 0.03);
    assertEquals(0.1, (double) left / told, 0.03);
  }
}
