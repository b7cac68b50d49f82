package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.List;

/** Sums over broadcast axes. */
final class SumTo {

  private SumTo() {}

  /** Whether {@code part} broadcasts to {@code full}. */
  static boolean fits(Sized part, Sized full) {
    if (part.rank() > full.rank() || part.type() != full.type()) {
      return false;
    }
    int lead = full.rank() - part.rank();
    for (int i = 0; i < part.rank(); i++) {
      if (part.shape()[i] != 1 && part.shape()[i] != full.shape()[lead + i]) {
        return false;
      }
    }
    return true;
  }

  /** Makes {@code out} the sum of {@code from} over the axes along which {@code to} broadcasts. */
  static void size(Draft draft, String from, Sized to, String out) {
    Sized full = draft.size(from);
    int lead = full.rank() - to.rank();
    List<Integer> axes = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < full.rank(); i++) {
      if (i < lead || (to.shape()[i - lead] == 1 && full.shape()[i] != 1)) {
        axes.add(i);
      } else {
        kept.add(full.shape()[i]);
      }
    }
    if (axes.isEmpty()) {
      draft.alias(out, from);
      return;
    }
    String sum = draft.between(new Sized(full.type(), longs(kept)));
    draft.add(
        CallStep.custom(
            "reduce_sum",
            List.of(from),
            sum,
            false,
            axes.stream().mapToInt(Integer::intValue).toArray()));
    draft.alias(out, sum);
  }

  private static long[] longs(List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }
}
