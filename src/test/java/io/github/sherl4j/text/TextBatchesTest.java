package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.testing.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Batches: shapes, padding, orders, and that nothing is left open. */
class TextBatchesTest {

  private static final int ROWS = 13;

  @TempDir Path folder;
  private TextData data;

  @BeforeEach
  void rows() {
    List<TextRow> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(new TextRow(i % 2 == 0 ? "a" : "b", "w" + i + " w1".repeat(i % 4), null, i + 1));
    }
    Path file = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    try (TextTokenizer tokenizer = Tokenizers.open(file, 16)) {
      data = TextData.of(rows, Labels.of(rows), tokenizer, file);
    }
  }

  private static TensorInfo input(String name) {
    return new TensorInfo(name, DataType.INT64, List.of(-1L, -1L));
  }

  private TextBatches batches(BatchSettings settings) {
    List<TensorInfo> inputs = List.of(input("input_ids"), input("attention_mask"));
    return new TextBatches(data, inputs, DataType.DOUBLE, settings);
  }

  /** First ids of one epoch's rows, which name the rows. */
  private static List<Long> epoch(TextBatches batches) {
    List<Long> seen = new ArrayList<>();
    while (batches.hasNext()) {
      INDArray ids = batches.next().getFeatures(0);
      for (int r = 0; r < ids.size(0); r++) {
        seen.add(ids.getLong(r, 0));
      }
    }
    return seen;
  }

  @Test
  void shapesPaddingAndTypes() {
    try (TextBatches batches = batches(BatchSettings.inOrder(4, 0))) {
      assertEquals(4, batches.batches());
      MultiDataSet first = batches.next();
      INDArray ids = first.getFeatures(0);
      assertEquals(4, ids.size(1), "the longest of the first four rows");
      assertEquals(DataType.INT64, ids.dataType());
      assertEquals(0, ids.getLong(0, 1), "padding");
      assertEquals(1, first.getFeatures(1).getLong(0, 0));
      assertEquals(0, first.getFeatures(1).getLong(0, 1));
      assertEquals(DataType.DOUBLE, first.getLabels(0).dataType());
      assertEquals(1, first.getLabels(0).getDouble(1, 1));
      assertEquals(DataType.DOUBLE, first.getFeaturesMaskArray(0).dataType());
      batches.next();
      assertTrue(ids.wasClosed(), "the batch before is closed");
    }
    try (TextBatches batches = batches(BatchSettings.inOrder(4, 9))) {
      assertEquals(9, batches.next().getFeatures(0).size(1));
    }
  }

  @Test
  void ordersDependOnSeedAndEpochAlone() {
    for (boolean bucket : new boolean[] {false, true}) {
      try (TextBatches one = batches(new BatchSettings(4, 0, true, false, bucket, 1));
          TextBatches same = batches(new BatchSettings(4, 0, true, false, bucket, 1));
          TextBatches other = batches(new BatchSettings(4, 0, true, false, bucket, 2))) {
        List<Long> first = epoch(one);
        assertEquals(ROWS, new TreeSet<>(first).size(), "every row once");
        assertEquals(first, epoch(same));
        assertNotEquals(first, epoch(other));
        one.reset();
        List<Long> second = epoch(one);
        assertNotEquals(first, second);
        same.seek(1, 1);
        assertEquals(ROWS, second.size());
        List<Long> rest = epoch(same);
        assertEquals(second.subList(second.size() - rest.size(), second.size()), rest);
        assertEquals(1, same.epoch());
      }
    }
  }

  @Test
  void anIncompleteLastBatchCanBeDropped() {
    try (TextBatches batches = batches(new BatchSettings(4, 0, true, true, false, 1))) {
      assertEquals(3, batches.batches());
      assertEquals(12, epoch(batches).size());
    }
  }

  @Test
  void anotherInputIsRefused() {
    assertThrows(
        NoMatchException.class,
        () ->
            new TextBatches(
                data, List.of(input("pixel_values")), DataType.FLOAT, BatchSettings.inOrder(4, 0)));
  }
}
