package io.github.sherl4j.engine.run;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The memory of one run of a graph, from shapes alone: nothing was allocated to find it out, and a
 * run takes exactly this. Weights and optimiser state come on top, and what native ops take for
 * themselves while they run.
 *
 * @param arenaBytes bytes that a run allocates
 * @param kinds bytes alive at the fullest moment, by kind; their sum is at most {@code arenaBytes}
 * @param boundBytes what any exact way to run these calls must hold: the most, over all calls, of
 *     {@link Kind#DATA}, {@link Kind#KEPT} and {@link Kind#GRADIENTS} alive then, of what the call
 *     itself reads and writes, and of what is made before it and read after it in any order
 * @param timeline bytes alive at each call, and after the last
 * @param largest what is alive at the fullest moment, largest first
 * @param calls native calls of a run, a call by rows counted once
 * @param backwardCalls those of them that are there for the gradient alone
 * @param unusedBackwardCalls native calls for the gradient, also those by rows, that no result
 *     needs
 */
public record MemoryPlan(
    long arenaBytes,
    Map<Kind, Long> kinds,
    long boundBytes,
    List<Long> timeline,
    List<Tensor> largest,
    int calls,
    int backwardCalls,
    int unusedBackwardCalls) {

  /** What a tensor is there for. */
  public enum Kind {
    /** Fed from outside. */
    DATA,
    /** Written by the forward pass, read by the backward pass. */
    KEPT,
    /** A result that the backward pass computes. */
    GRADIENTS,
    /** Anything else. */
    SCRATCH
  }

  /**
   * A tensor in memory.
   *
   * @param name of its variable
   * @param size its shape as text
   * @param bytes it takes
   * @param kind what it is there for
   * @param from call that writes it, on the {@code timeline}
   * @param to last call that reads it
   */
  public record Tensor(String name, String size, long bytes, Kind kind, int from, int to) {}

  /** Makes the record immutable. */
  public MemoryPlan {
    kinds = Map.copyOf(kinds);
    timeline = List.copyOf(timeline);
    largest = List.copyOf(largest);
  }

  static MemoryPlan of(Layout layout) {
    Map<String, Boolean> writers = new HashMap<>();
    Set<String> readBackward = new HashSet<>();
    int backward = 0;
    for (Step step : layout.steps()) {
      step.outputs().forEach(o -> writers.putIfAbsent(layout.aliases().root(o), step.backward()));
      if (step.backward()) {
        backward++;
        readBackward.addAll(Placement.reads(step, layout.aliases()));
      }
    }
    Set<String> gradients = new HashSet<>();
    layout.results().values().stream()
        .map(layout.aliases()::root)
        .filter(r -> writers.getOrDefault(r, false))
        .forEach(gradients::add);
    Map<String, Kind> kinds = new HashMap<>();
    for (Placement.Life life : layout.lives()) {
      String root = life.root();
      Kind kind =
          layout.feeds().contains(root)
              ? Kind.DATA
              : gradients.contains(root)
                  ? Kind.GRADIENTS
                  : !writers.getOrDefault(root, true) && readBackward.contains(root)
                      ? Kind.KEPT
                      : Kind.SCRATCH;
      kinds.put(root, kind);
    }
    Map<Kind, Long> atPeak = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      atPeak.put(kind, 0L);
    }
    List<Tensor> largest =
        layout.atPeak().stream()
            .map(
                l ->
                    new Tensor(
                        l.root(),
                        l.sized().toString(),
                        l.sized().bytes(),
                        kinds.get(l.root()),
                        l.birth(),
                        l.death()))
            .toList();
    largest.forEach(t -> atPeak.merge(t.kind(), t.bytes(), Long::sum));
    return new MemoryPlan(
        layout.arenaBytes(),
        atPeak,
        Bound.of(layout, r -> kinds.get(r) == Kind.SCRATCH),
        Arrays.stream(Placement.timeline(layout.lives(), layout.steps().size())).boxed().toList(),
        largest,
        layout.steps().size(),
        backward,
        Unused.backward(layout));
  }
}
