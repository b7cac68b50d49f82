package io.github.sherl4j.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Which rows each batch of an epoch holds; a function of settings and epoch alone. */
final class EpochOrder {

  private static final long EPOCH_SEED = 0xD1B54A32D192ED03L;
  private static final int BUCKET_BATCHES = 32;

  private EpochOrder() {}

  static List<int[]> batches(BatchSettings settings, int rows, int epoch, IntUnaryOperator length) {
    int[] order = IntStream.range(0, rows).toArray();
    SplittableRandom random = new SplittableRandom(settings.seed() + EPOCH_SEED * (epoch + 1));
    if (settings.shuffle()) {
      shuffle(order, random);
    }
    boolean bucket = settings.shuffle() && settings.bucket();
    if (bucket) {
      int chunk = settings.batch() * BUCKET_BATCHES;
      for (int from = 0; from < rows; from += chunk) {
        sortByLength(order, from, Math.min(rows, from + chunk), length);
      }
    }
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < rows; from += settings.batch()) {
      int to = Math.min(rows, from + settings.batch());
      if (to - from == settings.batch() || !settings.dropLast()) {
        batches.add(Arrays.copyOfRange(order, from, to));
      }
    }
    if (bucket) {
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
