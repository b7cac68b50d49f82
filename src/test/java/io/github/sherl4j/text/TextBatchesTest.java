package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class TextBatchesTest {

  /** As many tokens as the text says, each with the number of the text; 9 pads. */
  private static final class Repeating implements TextTokenizer {
    @Override
    public TokenIds encode(String text, String pair) {
      int[] ids = new int[Integer.parseInt(text)];
      Arrays.fill(ids, ids.length);
      int[] types = new int[ids.length];
      if (pair != null && ids.length > 0) {
        types[ids.length - 1] = 1;
      }
      return new TokenIds(ImmutableIntArray.copyOf(ids), ImmutableIntArray.copyOf(types));
    }

    @Override
    public int padId() {
      return 9;
    }

    @Override
    public String hash() {
      return "";
    }

    @Override
    public void close() {}
  }

  private static TextData data(int... lengths) {
    List<TextRow> rows = new ArrayList<>();
    for (int length : lengths) {
      String pair = length % 2 == 0 ? "pair" : null;
      rows.add(new TextRow("" + length % 3, "" + length, pair, rows.size() + 1));
    }
    return TextData.of(
        rows, Labels.inOrder(List.of("0", "1", "2")), new Repeating(), Path.of("f.tsv"));
  }

  private static TextData manyRows() {
    int[] lengths = new int[203];
    Arrays.setAll(lengths, i -> 1 + i * 37 % 50);
    return data(lengths);
  }

  private static TensorInfo input(String name, DataType type) {
    return new TensorInfo(name, type, List.of(-1L, -1L));
  }

  private static TextBatches batches(TextData data, BatchSettings settings) {
    return new TextBatches(
        data, List.of(input("input_ids", DataType.INT64)), DataType.FLOAT, settings);
  }

  private static BatchSettings shuffled(int batch, boolean dropLast, boolean bucket) {
    return new BatchSettings(batch, 0, true, dropLast, bucket, 42);
  }

  private static List<List<Integer>> epoch(TextBatches batches) {
    List<List<Integer>> rows = new ArrayList<>();
    while (batches.hasNext()) {
      batches.next();
      rows.add(Arrays.stream(batches.rows()).boxed().toList());
    }
    return rows;
  }

  @Test
  void arraysComeInTheOrderAndTypeOfTheInputs() {
    List<TensorInfo> inputs =
        List.of(
            input("token_type_ids", DataType.INT32),
            input("attention_mask", DataType.FLOAT),
            input("input_ids", DataType.INT64));
    try (TextBatches batches =
        new TextBatches(data(1, 2), inputs, DataType.DOUBLE, BatchSettings.inOrder(4, 0))) {
      assertEquals(1, batches.batches());
      MultiDataSet batch = batches.next();
      assertEquals(Nd4j.createFromArray(new int[][] {{0, 0}, {0, 1}}), batch.getFeatures(0));
      assertEquals(Nd4j.createFromArray(new float[][] {{1, 0}, {1, 1}}), batch.getFeatures(1));
      assertEquals(Nd4j.createFromArray(new long[][] {{1, 9}, {2, 2}}), batch.getFeatures(2));
      INDArray mask = Nd4j.createFromArray(new double[][] {{1, 0}, {1, 1}});
      assertEquals(mask, batch.getFeaturesMaskArray(0));
      INDArray labels = Nd4j.createFromArray(new double[][] {{0, 1, 0}, {0, 0, 1}});
      assertEquals(labels, batch.getLabels(0));
      assertArrayEquals(new double[] {1, 2}, batches.targets());
      assertFalse(batches.hasNext());
      assertThrows(NoSuchElementException.class, batches::next);
    }
  }

  @Test
  void aDecoderReadsTheSameTokensOnePlaceLater() {
    List<TensorInfo> inputs =
        List.of(
            input("decoder_input_ids", DataType.INT64),
            input("decoder_attention_mask", DataType.INT64));
    try (TextBatches batches =
        new TextBatches(data(1, 3), inputs, DataType.FLOAT, BatchSettings.inOrder(4, 0))) {
      MultiDataSet batch = batches.next();
      assertEquals(Nd4j.createFromArray(new long[][] {{9, 9, 9}, {9, 3, 3}}), batch.getFeatures(0));
      assertEquals(Nd4j.createFromArray(new long[][] {{1, 0, 0}, {1, 1, 1}}), batch.getFeatures(1));
    }
  }

  @Test
  void rowsArePaddedToTheLongestOrToAFixedLength() {
    try (TextBatches longest = batches(data(3, 1, 5), BatchSettings.inOrder(2, 0))) {
      assertArrayEquals(new long[] {2, 3}, longest.next().getFeatures(0).shape());
      assertArrayEquals(new long[] {1, 5}, longest.next().getFeatures(0).shape());
    }
    try (TextBatches fixed = batches(data(3, 1, 5), BatchSettings.inOrder(3, 7))) {
      assertArrayEquals(new long[] {3, 7}, fixed.next().getFeatures(0).shape());
    }
    try (TextBatches fixed = batches(data(3, 1, 5), BatchSettings.inOrder(3, 4))) {
      assertThrows(BadInputException.class, fixed::next);
    }
  }

  @Test
  void everyEpochHasEveryRowOnceInItsOwnOrder() {
    for (boolean bucket : new boolean[] {false, true}) {
      Set<List<List<Integer>>> orders = new HashSet<>();
      try (TextBatches batches = batches(manyRows(), shuffled(8, false, bucket))) {
        for (int i = 0; i < 4; i++) {
          List<List<Integer>> order = epoch(batches);
          assertEquals(26, order.size());
          assertEquals(26, batches.batches());
          assertEquals(203, order.stream().flatMap(List::stream).distinct().count());
          orders.add(order);
          assertEquals(i, batches.epoch());
          batches.reset();
        }
      }
      assertEquals(4, orders.size());
    }
  }

  @Test
  void orderFollowsFromSeedAndEpochAlone() {
    for (boolean bucket : new boolean[] {false, true}) {
      BatchSettings settings = shuffled(8, false, bucket);
      try (TextBatches one = batches(manyRows(), settings);
          TextBatches other = batches(manyRows(), settings)) {
        epoch(one);
        one.reset();
        one.next();
        one.reset();
        other.seek(2, 0);
        assertEquals(epoch(one), epoch(other));
      }
    }
  }

  @Test
  void seekEqualsGoingOn() {
    BatchSettings settings = shuffled(8, true, true);
    try (TextBatches straight = batches(manyRows(), settings);
        TextBatches resumed = batches(manyRows(), settings)) {
      straight.reset();
      List<List<Integer>> whole = epoch(straight);
      for (int at = 0; at <= whole.size(); at++) {
        resumed.seek(1, at);
        assertEquals(whole.subList(at, whole.size()), epoch(resumed));
      }
    }
  }

  @Test
  void placesThatAreNotThereAreRefused() {
    try (TextBatches batches = batches(data(1, 2, 3), BatchSettings.inOrder(2, 0))) {
      for (int[] bad : new int[][] {{-1, 0}, {0, -1}, {0, 3}}) {
        assertThrows(BadInputException.class, () -> batches.seek(bad[0], bad[1]));
      }
      assertEquals(0, batches.epoch());
      assertTrue(batches.hasNext());
    }
  }

  @Test
  void lastBatchIsShortOrDropped() {
    TextData five = data(1, 2, 3, 4, 5);
    try (TextBatches kept = batches(five, shuffled(2, false, false));
        TextBatches dropped = batches(five, shuffled(2, true, false));
        TextBatches none = batches(data(1), shuffled(2, true, false))) {
      assertEquals(List.of(2, 2, 1), epoch(kept).stream().map(List::size).toList());
      assertEquals(List.of(2, 2), epoch(dropped).stream().map(List::size).toList());
      assertFalse(none.hasNext());
    }
  }

  @Test
  void bucketsSavePadding() {
    assertTrue(tokens(shuffled(8, false, true)) < 0.8 * tokens(shuffled(8, false, false)));
  }

  private static long tokens(BatchSettings settings) {
    long count = 0;
    try (TextBatches batches = batches(manyRows(), settings)) {
      while (batches.hasNext()) {
        count += batches.next().getFeatures(0).length();
      }
    }
    return count;
  }

  @Test
  void arraysAreClosedWithTheNextBatch() {
    try (TextBatches batches = batches(data(1, 2, 3), BatchSettings.inOrder(1, 0))) {
      INDArray first = batches.next().getFeatures(0);
      batches.next();
      assertTrue(first.wasClosed());
    }
  }

  @Test
  void inputsThatNoTextGivesAreNamed() {
    NoMatchException e =
        assertThrows(
            NoMatchException.class,
            () ->
                new TextBatches(
                    data(1),
                    List.of(
                        input("input_ids", DataType.INT64), input("position_ids", DataType.INT64)),
                    DataType.FLOAT,
                    BatchSettings.inOrder(1, 0)));
    assertTrue(e.getMessage().contains("position_ids"), e.getMessage());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(BadInputException.class, () -> BatchSettings.inOrder(0, 0));
    assertThrows(BadInputException.class, () -> BatchSettings.inOrder(1, -1));
    assertThrows(BadInputException.class, () -> new BatchSettings(1, 0, false, false, true, 0));
  }

  @Test
  void textWithoutTokensIsNamed() {
    BadInputException e = assertThrows(BadInputException.class, () -> data(1, 0));
    assertEquals("f.tsv, line 2", e.where());
  }
}
