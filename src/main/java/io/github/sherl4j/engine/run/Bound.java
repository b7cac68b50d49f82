package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What the calls of a layout must hold, whatever their order and wherever tensors lie. */
final class Bound {

  private final List<BitSet> before = new ArrayList<>();
  private final Map<String, BitSet> writers = new HashMap<>();
  private final Map<String, BitSet> readers = new HashMap<>();

  private Bound(Layout layout) {
    Map<String, Integer> latest = new HashMap<>();
    for (int i = 0; i < layout.steps().size(); i++) {
      Step step = layout.steps().get(i);
      BitSet all = new BitSet();
      for (String root : Placement.reads(step, layout.aliases())) {
        readers.computeIfAbsent(root, r -> new BitSet()).set(i);
        if (latest.containsKey(root)) {
          all.or(before.get(latest.get(root)));
          all.set(latest.get(root));
        }
      }
      before.add(all);
      for (String out : step.outputs()) {
        String root = layout.aliases().root(out);
        latest.put(root, i);
        writers.computeIfAbsent(root, r -> new BitSet()).set(i);
      }
    }
  }

  /**
   * The most over all calls.
   *
   * @param scratch whether a root counts only where it has to be there: at the calls that read or
   *     write it, and at those that need one of its writers and that one of its readers needs
   */
  static long of(Layout layout, Predicate<String> scratch) {
    Bound bound = new Bound(layout);
    List<Placement.Life> others = new ArrayList<>();
    List<Placement.Life> needed = new ArrayList<>();
    layout.lives().forEach(l -> (scratch.test(l.root()) ? others : needed).add(l));
    long[] live = Placement.timeline(needed, layout.steps().size());
    long most = 0;
    for (int t = 0; t < layout.steps().size(); t++) {
      Step step = layout.steps().get(t);
      Set<String> operands = new HashSet<>(Placement.reads(step, layout.aliases()));
      step.outputs().forEach(o -> operands.add(layout.aliases().root(o)));
      long own = 0;
      for (Placement.Life life : others) {
        boolean here = life.birth() <= t && t <= life.death();
        if (here && (operands.contains(life.root()) || bound.spans(life.root(), t))) {
          own += life.sized().bytes();
        }
      }
      most = Math.max(most, live[t] + own);
    }
    return most;
  }

  private boolean spans(String root, int call) {
    BitSet made = writers.get(root);
    BitSet read = readers.get(root);
    return made != null
        && read != null
        && made.intersects(before.get(call))
        && read.stream().anyMatch(reader -> reader > call && before.get(reader).get(call));
  }
}
