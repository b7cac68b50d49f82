package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.List;

/** Sums over broadcast axes. */
final class SumTo {

  private SumTo() {}

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
