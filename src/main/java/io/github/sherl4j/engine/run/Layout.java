package io.github.sherl4j.engine.run;

import io.github.sherl4j.engine.TopologicalOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What to run for given input shapes, in which order, and where every tensor lies; made without
 * allocating any of them.
 *
 * @param sizes shape and type of every tensor
 * @param steps the calls, in order
 * @param aliases which tensors share memory
 * @param results name of each result → the tensor that holds it
 * @param feeds placeholders that are read
 * @param lives from which step to which each root lives; step {@code steps.size()} is the end
 * @param offsets byte offset of each root in the arena of its type
 * @param extents bytes of each type's arena
 */
record Layout(
    Sizes sizes,
    List<Step> steps,
    Aliases aliases,
    Map<String, String> results,
    List<String> feeds,
    List<Placement.Life> lives,
    Map<String, Long> offsets,
    Map<DataType, Long> extents) {

  private static final List<Function<Order, Stream<List<Step>>>> ORDERS =
      List.of(Order::greedy, Order::breadthFirst);

  /**
   * Compiles.
   *
   * @param forward names of the ops that are not there for the gradient alone
   * @param feeds sizes of the placeholders
   * @param recomputed trained weights; what depends on them is computed again in the backward pass
   *     instead of being kept, in the way that takes least. Empty: only what is cheap is
   * @throws UnplannableException if an op's shape depends on numbers that only a run knows
   */
  static Layout of(
      SameDiff graph,
      Set<String> forward,
      List<String> results,
      Map<String, Sized> feeds,
      Collection<String> recomputed) {
    Sizes sizes = new Sizes(graph, feeds);
    List<SameDiffOp> ops = needed(graph, results);
    ops.forEach(sizes::infer);
    Draft draft = new Draft(graph, sizes, results);
    for (int i = ops.size() - 1; i >= 0; i--) {
      draft.lower(ops.get(i), !forward.contains(ops.get(i).getName()));
    }
    List<CallStep> calls = draft.steps();
    Aliases aliases = new Aliases(draft.aliases());
    Map<String, String> tensors = own(results, calls, aliases, sizes);
    List<Segments> ways = new ArrayList<>(List.of(Segments.NONE));
    if (!recomputed.isEmpty()) {
      ways.addAll(Segments.candidates(calls, aliases, sizes, recomputed));
    }
    return ways.stream()
        .map(way -> cheapest(calls, aliases.copy(), sizes, tensors, feeds.keySet(), way))
        .min(Comparator.comparingLong(Layout::arenaBytes))
        .orElseThrow();
  }

  private static Layout cheapest(
      List<CallStep> calls,
      Aliases aliases,
      Sizes sizes,
      Map<String, String> results,
      Set<String> feeds,
      Segments segments) {
    List<CallStep> kept = Recompute.apply(calls, aliases, sizes, results.values(), segments);
    List<Step> steps = Chains.of(kept, aliases, sizes, results.values());
    steps.addAll(loads(steps, aliases, sizes, results.values()));
    ToLongFunction<String> bytes = r -> sizes.isGiven(r) ? 0 : sizes.of(r).bytes();
    return ORDERS.stream()
        .flatMap(o -> o.apply(new Order(steps, aliases, bytes, results.values())))
        .map(ordered -> placed(sizes, ordered, aliases.copy(), results, feeds))
        .min(Comparator.comparingLong(Layout::arenaBytes))
        .orElseThrow();
  }

  /** What reads the weights that the steps and results need and that are still in their file. */
  private static List<LoadStep> loads(
      List<Step> steps, Aliases aliases, Sizes sizes, Collection<String> results) {
    Set<String> roots = new LinkedHashSet<>();
    steps.forEach(s -> roots.addAll(Placement.reads(s, aliases)));
    results.forEach(r -> roots.add(aliases.root(r)));
    return roots.stream()
        .flatMap(r -> sizes.source(r).map(s -> new LoadStep(r, s)).stream())
        .toList();
  }

  private static Layout placed(
      Sizes sizes,
      List<Step> steps,
      Aliases aliases,
      Map<String, String> results,
      Set<String> feeds) {
    Placement placement = new Placement(steps, aliases, sizes, feeds, results.values());
    List<Placement.Life> lives = placement.lives();
    Map<DataType, Long> extents = new EnumMap<>(DataType.class);
    long least = Arrays.stream(Placement.timeline(lives, steps.size())).max().orElse(0);
    Map<String, Long> offsets = Placement.offsets(lives, least, extents);
    List<String> read = lives.stream().map(Placement.Life::root).filter(feeds::contains).toList();
    return new Layout(sizes, steps, aliases, results, read, lives, offsets, extents);
  }

  /** Bytes of all arenas. */
  long arenaBytes() {
    return extents.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Lives that cross the step at which most bytes are alive, largest first. */
  List<Placement.Life> atPeak() {
    long[] live = Placement.timeline(lives, steps.size());
    int peak = 0;
    for (int t = 1; t < live.length; t++) {
      peak = live[t] > live[peak] ? t : peak;
    }
    int at = peak;
    return lives.stream()
        .filter(l -> l.birth() <= at && at <= l.death())
        .sorted(Comparator.comparingLong((Placement.Life l) -> l.sized().bytes()).reversed())
        .toList();
  }

  /** Gives every result memory of its own, so that changing one changes no other. */
  private static Map<String, String> own(
      List<String> results, List<CallStep> steps, Aliases aliases, Sizes sizes) {
    Set<String> taken = new HashSet<>();
    Map<String, String> tensors = new LinkedHashMap<>();
    for (String result : results) {
      String root = aliases.root(result);
      boolean given = sizes.isGiven(root) && !root.equals(result);
      if (given || !taken.add(root)) {
        String copy = result + "#own";
        sizes.put(copy, sizes.of(result));
        steps.add(CallStep.custom("identity", List.of(result), copy, false));
        tensors.put(result, copy);
      } else {
        tensors.put(result, result);
      }
    }
    return tensors;
  }

  private static List<SameDiffOp> needed(SameDiff graph, List<String> results) {
    Set<String> tensors = new HashSet<>(results);
    List<SameDiffOp> sorted = TopologicalOps.of(graph);
    List<SameDiffOp> kept = new ArrayList<>();
    for (int i = sorted.size() - 1; i >= 0; i--) {
      SameDiffOp op = sorted.get(i);
      if (op.getOutputsOfOp().stream().anyMatch(tensors::contains)) {
        kept.add(op);
        if (op.getInputsToOp() != null) {
          tensors.addAll(op.getInputsToOp());
        }
      }
    }
    Collections.reverse(kept);
    return kept;
  }
}
