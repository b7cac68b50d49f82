package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes again in the backward pass what follows row by row, in a few cheap calls, from tensors
 * that are kept for it anyway, so that it need not be kept too; where asked for, also all that lies
 * between two cuts of {@link Segments}. The same calls on the same numbers give the same bits.
 */
final class Recompute {

  private static final int LONGEST = 12;
  private static final String AGAIN = "#again";

  private final List<CallStep> steps;
  private final Aliases aliases;
  private final Sizes sizes;
  private final Segments segments;
  private final Map<String, CallStep> producers = new HashMap<>();
  private final Set<String> wanted = new HashSet<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private final Set<String> copied = new HashSet<>();

  private Recompute(List<CallStep> steps, Aliases aliases, Sizes sizes, Segments segments) {
    this.steps = steps;
    this.aliases = aliases;
    this.sizes = sizes;
    this.segments = segments;
  }

  /**
   * The steps with copies of forward ones where only the backward pass is left to read them.
   *
   * @param aliases grows by the copies
   */
  static List<CallStep> apply(
      List<CallStep> steps,
      Aliases aliases,
      Sizes sizes,
      Collection<String> results,
      Segments segments) {
    Recompute recompute = new Recompute(steps, aliases, sizes, segments);
    recompute.look(results);
    return recompute.rewrite();
  }

  /** Finds out what can be computed again: from tensors that are kept, or that can be as well. */
  private void look(Collection<String> results) {
    for (CallStep step : steps) {
      if (step.backward()) {
        wanted.addAll(Placement.reads(step, aliases));
      }
    }
    Set<String> kept = new HashSet<>(segments.cuts());
    results.forEach(r -> kept.add(aliases.root(r)));
    for (CallStep step : steps) {
      if (step.backward()) {
        continue;
      }
      String out = aliases.root(step.outputs().get(0));
      producers.put(out, step);
      int depth = kept.contains(out) ? 0 : depth(step, kept);
      if (depth > 0) {
        depths.put(out, depth);
      } else {
        step.outputs().stream().map(aliases::root).filter(wanted::contains).forEach(kept::add);
      }
    }
  }

  /** Number of calls that give the step's result from kept tensors; 0 if it cannot be had so. */
  private int depth(CallStep step, Set<String> kept) {
    if (segments.drops(step, aliases)) {
      for (String root : Placement.reads(step, aliases)) {
        if (!sizes.isGiven(root) && !depths.containsKey(root)) {
          kept.add(root);
        }
      }
      return 1;
    }
    Set<String> reads = Placement.reads(step, aliases);
    boolean fromWeights = reads.stream().allMatch(sizes::isGiven) && step.outputs().size() == 1;
    if (fromWeights && !step.name().startsWith("random")) {
      return 1;
    }
    if (RowWise.rows(step, sizes) == 0) {
      return 0;
    }
    int depth = 1;
    for (String root : reads) {
      if (!sizes.isGiven(root) && !kept.contains(root)) {
        if (!depths.containsKey(root)) {
          return 0;
        }
        depth += depths.get(root);
      }
    }
    return depth <= LONGEST ? depth : 0;
  }

  private List<CallStep> rewrite() {
    List<CallStep> out = new ArrayList<>();
    for (CallStep step : steps) {
      out.add(step.backward() ? redirected(step, out) : step);
    }
    return out;
  }

  private CallStep redirected(CallStep step, List<CallStep> out) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < step.inputs().size(); i++) {
      String in = step.inputs().get(i);
      boolean again = step.reads(i) && depths.containsKey(aliases.root(in));
      inputs.add(again ? again(in, out) : in);
    }
    return step.reading(inputs);
  }

  /** The name of the second copy of {@code tensor}; its steps are added to {@code out} first. */
  private String again(String tensor, List<CallStep> out) {
    String root = aliases.root(tensor);
    if (!depths.containsKey(root)) {
      return tensor;
    }
    if (copied.add(root)) {
      CallStep producer = producers.get(root);
      List<String> inputs = producer.inputs().stream().map(i -> again(i, out)).toList();
      String made = producer.outputs().get(0);
      sizes.put(made + AGAIN, sizes.of(made));
      out.add(producer.again(inputs, made + AGAIN));
    }
    String copy = tensor + AGAIN;
    String made = producers.get(root).outputs().get(0) + AGAIN;
    if (!copy.equals(made)) {
      sizes.put(copy, sizes.of(tensor));
      aliases.add(copy, made);
    }
    return copy;
  }
}
