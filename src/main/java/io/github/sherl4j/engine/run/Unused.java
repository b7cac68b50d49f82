package io.github.sherl4j.engine.run;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds calls that are made for nothing, by walking a layout from its end. */
final class Unused {

  private Unused() {}

  /**
   * Calls for the gradient whose outputs are no result, nor read by a call that is of use, before
   * they are written over. Counted in the layout as it runs, memory shared in place included.
   */
  static int backward(Layout layout) {
    Aliases aliases = layout.aliases();
    Set<String> wanted =
        layout.results().values().stream()
            .map(aliases::root)
            .collect(Collectors.toCollection(HashSet::new));
    List<CallStep> calls = layout.steps().stream().flatMap(Unused::calls).toList();
    int unused = 0;
    for (int c = calls.size() - 1; c >= 0; c--) {
      CallStep call = calls.get(c);
      Set<String> written = call.outputs().stream().map(aliases::root).collect(Collectors.toSet());
      if (Collections.disjoint(written, wanted)) {
        unused += call.backward() ? 1 : 0;
      } else {
        wanted.removeAll(written);
        wanted.addAll(Placement.reads(call, aliases));
      }
    }
    return unused;
  }

  private static Stream<CallStep> calls(Step step) {
    if (step instanceof LoadStep) {
      return Stream.of();
    }
    return step instanceof ChainStep chain ? chain.calls().stream() : Stream.of((CallStep) step);
  }
}
