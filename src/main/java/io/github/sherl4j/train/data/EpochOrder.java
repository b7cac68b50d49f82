package io.github.sherl4j.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Which rows each batch of an epoch holds; a function of settings and epoch alone.
 *
 * <p>Shuffling is Fisher-Yates from the end with {@link SplittableRandom}, seeded by seed and
 * epoch. With buckets, stretches of 32 batches are sorted by length after it (rows of equal length
 * keep their random order), and the batches are shuffled in turn.
 */
final class EpochOrder {

  private static final long EPOCH_SEED = 0xD1B54A32D192ED03L;
  private static final int BUCKET_BATCHES = 32;

  private EpochOrder() {}

  static List<int[]> batches(BatchSettings settings, int rows, int epoch, IntUnaryOperator length) {
    int[] order = IntStream.range(0, rows).toArray();
    SplittableRandom random = new SplittableRandom(settings.seed() + EPOCH_SEED * (epoch + 1L));
    if (settings.shuffle()) {
      shuffle(order, random);
    }
    // An incomplete batch goes before sorting: else it would always be the longest rows.
    int used = settings.dropLast() ? rows - rows % settings.batch() : rows;
    if (settings.bucket()) {
      int chunk = (int) Math.min(rows, (long) settings.batch() * BUCKET_BATCHES);
      for (int from = 0; from < used; from += chunk) {
        sortByLength(order, from, Math.min(used, from + chunk), length);
      }
    }
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < used; from += settings.batch()) {
      batches.add(Arrays.copyOfRange(order, from, Math.min(used, from + settings.batch())));
    }
    if (settings.bucket()) {
      int[] shuffled = IntStream.range(0, batches.size()).toArray();
      shuffle(shuffled, random);
      return Arrays.stream(shuffled).mapToObj(batches::get).toList();
    }
    return batches;
  }

  private static void sortByLength(int[] order, int from, int to, IntUnaryOperator length) {
    List<Integer> part =
        Arrays.stream(order, from, to)
            .boxed()
            .sorted(Comparator.comparingInt(length::applyAsInt))
            .toList();
    for (int i = from; i < to; i++) {
      order[i] = part.get(i - from);
    }
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }
}
