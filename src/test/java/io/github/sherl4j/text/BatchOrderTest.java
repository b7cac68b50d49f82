package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which rows come when. Row i of 103 has id i + 10 and between 1 and 20 tokens. */
class BatchOrderTest {

  private static final int ROWS = 103;
  private static final List<TensorInfo> IDS =
      List.of(new TensorInfo("input_ids", DataType.INT64, List.of(-1L, -1L)));
  private static final List<Integer> ALL = IntStream.range(0, ROWS).boxed().toList();

  private static int length(int row) {
    return 1 + row * 7 % 20;
  }

  private static TextBatches open(BatchSettings settings) {
    List<TextRow> rows =
        ALL.stream()
            .map(i -> new TextRow("x", (i + 10 + " ").repeat(length(i)).strip(), null, i + 1))
            .toList();
    Labels labels = Labels.of(rows);
    TextData data = TextData.of(rows, labels, new Words(), Path.of("data.tsv"));
    return new TextBatches(data, IDS, DataType.FLOAT, settings);
  }

  private static BatchSettings training(boolean dropLast, boolean bucket, long seed) {
    return new BatchSettings(8, 0, true, dropLast, bucket, seed);
  }

  private static List<Integer> batch(TextBatches batches) {
    INDArray first = batches.next().getFeatures(0).getColumn(0);
    return IntStream.range(0, (int) first.length()).map(i -> first.getInt(i) - 10).boxed().toList();
  }

  private static List<List<Integer>> epoch(TextBatches batches) {
    List<List<Integer>> epoch = new ArrayList<>();
    while (batches.hasNext()) {
      epoch.add(batch(batches));
    }
    assertEquals(batches.batches(), epoch.size());
    batches.reset();
    return epoch;
  }

  private static List<Integer> rows(List<List<Integer>> epoch) {
    return epoch.stream().flatMap(List::stream).toList();
  }

  @Test
  void fileOrder() {
    try (TextBatches batches = open(BatchSettings.inOrder(8, 0))) {
      assertEquals(13, batches.batches());
      assertEquals(ALL, rows(epoch(batches)));
      assertEquals(ALL, rows(epoch(batches)), "the next epoch");
    }
  }

  @Test
  void everyEpochIsItsOwnPermutationAndDependsOnTheSeedOnly() {
    for (boolean bucket : List.of(false, true)) {
      try (TextBatches one = open(training(false, bucket, 42));
          TextBatches same = open(training(false, bucket, 42));
          TextBatches other = open(training(false, bucket, 43))) {
        List<List<Integer>> before = List.of();
        for (int e = 0; e < 3; e++) {
          assertEquals(e, one.epoch());
          List<List<Integer>> epoch = epoch(one);
          assertEquals(13, epoch.size());
          assertEquals(ALL, rows(epoch).stream().sorted().toList());
          assertEquals(epoch, epoch(same));
          assertNotEquals(epoch, epoch(other));
          assertNotEquals(before, epoch);
          before = epoch;
        }
      }
    }
  }

  @Test
  void dropLastLeavesOutRandomRows() {
    for (boolean bucket : List.of(false, true)) {
      try (TextBatches batches = open(training(true, bucket, 1))) {
        assertEquals(12, batches.batches());
        List<Integer> seen = new ArrayList<>();
        for (int e = 0; e < 3; e++) {
          List<List<Integer>> epoch = epoch(batches);
          assertTrue(epoch.stream().allMatch(b -> b.size() == 8));
          assertEquals(96, rows(epoch).stream().distinct().count());
          seen.addAll(rows(epoch));
        }
        assertEquals(ALL, seen.stream().distinct().sorted().toList(), "no row is always left out");
      }
    }
  }

  @Test
  void bucketsHoldRowsOfSimilarLength() {
    assertTrue(spread(true) * 4 < spread(false), spread(true) + " and " + spread(false));
  }

  /** Mean difference between longest and shortest row of a batch. */
  private static double spread(boolean bucket) {
    try (TextBatches batches = open(training(false, bucket, 3))) {
      return epoch(batches).stream()
          .map(b -> b.stream().collect(Collectors.summarizingInt(BatchOrderTest::length)))
          .mapToInt(s -> s.getMax() - s.getMin())
          .average()
          .orElseThrow();
    }
  }

  @Test
  void seekIsTheSameAsReadingOn() {
    for (boolean bucket : List.of(false, true)) {
      try (TextBatches on = open(training(false, bucket, 5));
          TextBatches sought = open(training(false, bucket, 5))) {
        for (int e = 0; e < 3; e++) {
          for (int b = 0; on.hasNext(); b++) {
            sought.seek(e, b);
            assertEquals(batch(on), batch(sought));
          }
          assertFalse(sought.hasNext());
          on.reset();
        }
      }
    }
  }
}
