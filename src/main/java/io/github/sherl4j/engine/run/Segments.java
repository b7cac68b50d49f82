package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a forward pass can be cut so that the backward pass computes it again, part by part, from
 * what is kept at the cuts (gradient checkpointing): between two halves of a transformer layer,
 * where only the residual stream goes on, or between two stages.
 *
 * @param active roots that depend on a trained weight; none others are worth computing again
 * @param cuts those of them that are kept
 */
record Segments(Set<String> active, Set<String> cuts) {

  /** Nothing but what is cheap is computed again. */
  static final Segments NONE = new Segments(Set.of(), Set.of());

  private static final List<Integer> PARTS = List.of(2, 3, 4, 6, 8, 12, 16, 24, 32);

  /**
   * A place between two steps.
   *
   * @param written bytes that active steps have written before
   * @param crossing active roots that are written before and read after
   * @param bytes of these
   */
  private record Place(long written, Set<String> crossing, long bytes) {}

  /** Whether what a step writes may be dropped after the forward pass. */
  boolean drops(CallStep step, Aliases aliases) {
    String root = aliases.root(step.outputs().get(0));
    return step.outputs().size() == 1
        && active.contains(root)
        && !cuts.contains(root)
        && !step.name().startsWith("random");
  }

  /**
   * Ways to cut, into few and into many parts.
   *
   * @param trained names of the trained weights
   */
  static List<Segments> candidates(
      List<CallStep> steps, Aliases aliases, Sizes sizes, Collection<String> trained) {
    List<CallStep> forward = steps.stream().filter(s -> !s.backward()).toList();
    Set<String> active = new HashSet<>(trained);
    List<Place> places = places(forward, aliases, sizes, active);
    return PARTS.stream()
        .map(parts -> new Segments(active, cuts(places, parts)))
        .distinct()
        .toList();
  }

  private static List<Place> places(
      List<CallStep> forward, Aliases aliases, Sizes sizes, Set<String> active) {
    Map<String, Integer> lastReads = new HashMap<>();
    for (int i = 0; i < forward.size(); i++) {
      for (String root : Placement.reads(forward.get(i), aliases)) {
        lastReads.put(root, i);
      }
    }
    List<Place> places = new ArrayList<>();
    Set<String> open = new HashSet<>();
    long written = 0;
    for (int i = 0; i < forward.size(); i++) {
      Set<String> reads = Placement.reads(forward.get(i), aliases);
      if (reads.stream().anyMatch(active::contains)) {
        for (String out : forward.get(i).outputs()) {
          String root = aliases.root(out);
          active.add(root);
          written += sizes.of(root).bytes();
          open.add(root);
        }
      }
      int now = i;
      open.removeIf(root -> lastReads.getOrDefault(root, -1) <= now);
      if (!open.isEmpty()) {
        long bytes = open.stream().mapToLong(root -> sizes.of(root).bytes()).sum();
        places.add(new Place(written, Set.copyOf(open), bytes));
      }
    }
    return places;
  }

  /** Cuts into about so many parts, each where least crosses. */
  private static Set<String> cuts(List<Place> places, int parts) {
    Set<String> cuts = new HashSet<>();
    long whole = places.isEmpty() ? 0 : places.get(places.size() - 1).written();
    for (int part = 1; part < parts; part++) {
      double from = (part - 0.5) * whole / parts;
      double to = (part + 0.5) * whole / parts;
      places.stream()
          .filter(p -> p.written() >= from && p.written() < to)
          .min(Comparator.comparingLong(Place::bytes))
          .ifPresent(p -> cuts.addAll(p.crossing()));
    }
    return cuts;
  }
}
