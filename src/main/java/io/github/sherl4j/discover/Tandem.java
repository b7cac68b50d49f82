package io.github.sherl4j.discover;

import java.util.List;
import java.util.Optional;

/**
 * A pattern that follows itself: {@code count} copies of {@code period} items from {@code start}.
 *
 * @param start first item of the first copy
 * @param period items in a copy
 * @param count copies, at least two
 */
record Tandem(int start, int period, int count) {

  /** The tandem over most items; of equals the one with the shortest period, then the first. */
  static Optional<Tandem> longest(List<?> items) {
    Tandem best = null;
    for (int period = 1; period <= items.size() / 2; period++) {
      int run = 0;
      for (int i = 0; i + period <= items.size(); i++) {
        boolean goesOn = i + period < items.size() && items.get(i).equals(items.get(i + period));
        if (goesOn) {
          run++;
          continue;
        }
        int count = 1 + run / period;
        if (count > 1 && (best == null || count * period > best.covered())) {
          best = new Tandem(i - run, period, count);
        }
        run = 0;
      }
    }
    return Optional.ofNullable(best);
  }

  int covered() {
    return period * count;
  }
}
