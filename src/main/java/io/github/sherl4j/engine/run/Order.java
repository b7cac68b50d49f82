package io.github.sherl4j.engine.run;

import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Sequences of steps in which every tensor is written before it is read. */
final class Order {

  /** How SameDiff names the gradients of tensors. */
  private static final String GRADIENT = "-grad";

  private final List<Step> steps;
  private final Aliases aliases;
  private final ToLongFunction<String> bytes;
  private final Map<String, Integer> uses = new HashMap<>();
  private final List<Set<String>> reads = new ArrayList<>();
  private final List<List<Integer>> followers = new ArrayList<>();
  private final Set<String> loaded = new HashSet<>();
  private final int[] waits;

  /**
   * @param bytes size of a root; 0 for what lies outside the arena
   * @param results tensors that must outlive the last step
   */
  Order(
      List<Step> steps, Aliases aliases, ToLongFunction<String> bytes, Collection<String> results) {
    this.steps = steps;
    this.aliases = aliases;
    this.bytes = bytes;
    this.waits = new int[steps.size()];
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (String out : steps.get(i).outputs()) {
        producers.put(aliases.root(out), i);
        if (steps.get(i) instanceof LoadStep) {
          loaded.add(out);
        }
      }
      followers.add(new ArrayList<>());
    }
    for (int i = 0; i < steps.size(); i++) {
      Set<String> roots = Placement.reads(steps.get(i), aliases);
      reads.add(roots);
      BitSet before = new BitSet();
      for (String root : roots) {
        uses.merge(root, 1, Integer::sum);
        if (producers.containsKey(root)) {
          before.set(producers.get(root));
        }
      }
      waits[i] = before.cardinality();
      int own = i;
      before.stream().forEach(b -> followers.get(b).add(own));
    }
    results.forEach(r -> uses.merge(aliases.root(r), 1, Integer::sum));
  }

  /** Next comes always the step that leaves least memory taken; of equals the one ready last. */
  Stream<List<Step>> greedy() {
    return sorted(this::best);
  }

  /** Two sequences, one with every step as late as its inputs allow. Can be called once. */
  private Stream<List<Step>> sorted(ToIntFunction<List<Integer>> choice) {
    List<Integer> ready = new ArrayList<>();
    List<Step> done = new ArrayList<>(steps.size());
    for (int i = 0; i < waits.length; i++) {
      if (waits[i] == 0) {
        ready.add(i);
      }
    }
    while (!ready.isEmpty()) {
      int best = ready.remove(choice.applyAsInt(ready));
      done.add(steps.get(best));
      reads.get(best).forEach(r -> uses.merge(r, -1, Integer::sum));
      for (int follower : followers.get(best)) {
        if (--waits[follower] == 0) {
          ready.add(follower);
        }
      }
    }
    if (done.size() != steps.size()) {
      throw new UnplannableException("steps that wait for each other");
    }
    List<Step> late = late(done);
    return Stream.of(late, sunk(late));
  }

  /** What is ready first comes first. */
  Stream<List<Step>> breadthFirst() {
    return sorted(ready -> 0);
  }

  /**
   * Moves what could run at any time to right before its first reader: what is computed again, what
   * a gradient is going to be multiplied with, and what reads nothing but weights, those from the
   * file included.
   */
  private List<Step> late(List<Step> order) {
    Set<Step> waiting = Sets.newIdentityHashSet();
    Set<String> gradients = new HashSet<>();
    for (Step step : order) {
      if (step.again() || readsOutsideOnly(step) || !needsGradient(step, gradients)) {
        waiting.add(step);
      }
    }
    return onDemand(order, waiting);
  }

  /**
   * Moves every step that holds no less than the inputs it is the last to read to right before its
   * first reader: a layer's values until the scores are there.
   */
  private List<Step> sunk(List<Step> order) {
    Map<String, Integer> first = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    Set<Step> waiting = Sets.newIdentityHashSet();
    for (int i = order.size() - 1; i >= 0; i--) {
      Step step = order.get(i);
      int anchor = Integer.MAX_VALUE;
      long spared = 0;
      for (String out : step.outputs()) {
        anchor = Math.min(anchor, first.getOrDefault(aliases.root(out), Integer.MAX_VALUE));
        spared += bytes.applyAsLong(aliases.root(out));
      }
      long kept = 0;
      Set<String> roots = Placement.reads(step, aliases);
      for (String root : roots) {
        kept += last.getOrDefault(root, -1) < anchor ? bytes.applyAsLong(root) : 0;
      }
      boolean waits = anchor < Integer.MAX_VALUE && kept <= spared;
      if (waits) {
        waiting.add(step);
      }
      int place = waits ? anchor : i;
      for (String root : roots) {
        first.merge(root, place, Math::min);
        last.merge(root, place, Math::max);
      }
    }
    return onDemand(order, waiting);
  }

  /** The steps in order, those of {@code waiting} each right before its first reader. */
  private List<Step> onDemand(List<Step> order, Set<Step> waiting) {
    Map<String, Step> missing = new LinkedHashMap<>();
    List<Step> result = new ArrayList<>(order.size());
    for (Step step : order) {
      if (waiting.contains(step)) {
        step.outputs().forEach(o -> missing.put(aliases.root(o), step));
      } else {
        take(step, missing, result);
      }
    }
    while (!missing.isEmpty()) {
      take(remove(missing.keySet().iterator().next(), missing), missing, result);
    }
    return result;
  }

  /** Whether a step of the backward pass has to wait for a gradient; {@code gradients} grows. */
  private boolean needsGradient(Step step, Set<String> gradients) {
    boolean needs = !step.backward();
    for (int i = 0; i < step.inputs().size(); i++) {
      String in = step.inputs().get(i);
      needs |= in.endsWith(GRADIENT) || gradients.contains(aliases.root(in));
    }
    if (needs && step.backward()) {
      step.outputs().forEach(o -> gradients.add(aliases.root(o)));
    }
    return needs;
  }

  private boolean readsOutsideOnly(Step step) {
    return Placement.reads(step, aliases).stream()
        .allMatch(r -> bytes.applyAsLong(r) == 0 || loaded.contains(r));
  }

  /** Largest inputs first: making them takes most, and the others need not wait for it. */
  private void take(Step step, Map<String, Step> missing, List<Step> result) {
    List<String> roots = new ArrayList<>(Placement.reads(step, aliases));
    roots.retainAll(missing.keySet());
    roots.sort(Comparator.comparingLong(r -> -bytes.applyAsLong(r)));
    for (String root : roots) {
      if (missing.containsKey(root)) {
        take(remove(root, missing), missing, result);
      }
    }
    result.add(step);
  }

  private Step remove(String root, Map<String, Step> missing) {
    Step step = missing.get(root);
    step.outputs().forEach(o -> missing.remove(aliases.root(o)));
    return step;
  }

  /** Place in {@code ready} of the step to take next. */
  private int best(List<Integer> ready) {
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ready.size(); i++) {
      long grows = 0;
      for (String out : steps.get(ready.get(i)).outputs()) {
        String root = aliases.root(out);
        grows += uses.containsKey(root) ? bytes.applyAsLong(root) : 0;
      }
      for (String root : reads.get(ready.get(i))) {
        if (uses.get(root) == 1) {
          grows -= bytes.applyAsLong(root);
        }
      }
      if (grows <= least) {
        least = grows;
        best = i;
      }
    }
    return best;
  }
}
