package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A place in memory for every root: from the step that writes it to the last that reads it, no two
 * that live together overlap. Largest first, each into the smallest gap that holds it.
 */
final class Placement {

  /** One tensor's life: steps {@code birth} to {@code death}, both included. */
  record Life(String root, Sized sized, int birth, int death) {
    boolean meets(Life other) {
      return birth <= other.death && other.birth <= death;
    }
  }

  private final Aliases aliases;
  private final Sizes sizes;
  private final Map<String, Integer> births = new LinkedHashMap<>();
  private final Map<String, Integer> deaths = new HashMap<>();

  /**
   * @param aliases grows by what is computed in place
   * @param feeds placeholders, which are there before the first step
   * @param results tensors that outlive the last step
   */
  Placement(
      List<Step> steps,
      Aliases aliases,
      Sizes sizes,
      Collection<String> feeds,
      Collection<String> results) {
    this.aliases = aliases;
    this.sizes = sizes;
    for (int t = 0; t < steps.size(); t++) {
      for (String root : reads(steps.get(t), aliases)) {
        deaths.put(root, t);
      }
    }
    results.forEach(r -> deaths.put(aliases.root(r), steps.size()));
    for (String feed : feeds) {
      if (deaths.containsKey(feed)) {
        births.put(feed, 0);
      }
    }
    for (int t = 0; t < steps.size(); t++) {
      shareWithDying(steps.get(t), t);
      for (String out : steps.get(t).outputs()) {
        births.putIfAbsent(aliases.root(out), t);
        deaths.putIfAbsent(aliases.root(out), t);
      }
    }
  }

  /** Roots whose values a step reads. */
  static Set<String> reads(Step step, Aliases aliases) {
    Set<String> roots = new LinkedHashSet<>();
    for (int i = 0; i < step.inputs().size(); i++) {
      if (step.reads(i)) {
        roots.add(aliases.root(step.inputs().get(i)));
      }
    }
    return roots;
  }

  private void shareWithDying(Step step, int t) {
    Set<String> taken = new HashSet<>();
    List<String> roots = new ArrayList<>();
    step.inputs().forEach(i -> roots.add(aliases.root(i)));
    for (String out : step.outputs()) {
      for (int i = 0; i < roots.size() && aliases.isRoot(out); i++) {
        String in = step.inputs().get(i);
        String root = roots.get(i);
        if (step.reads(i)
            && !sizes.isGiven(root)
            && births.containsKey(root)
            && deaths.get(root) == t
            && Collections.frequency(roots, root) == 1
            && sizes.of(in).equals(sizes.of(out))
            && step.mayShare(in, out)
            && taken.add(root)) {
          int death = deaths.getOrDefault(out, t);
          aliases.add(out, root);
          deaths.put(root, death);
        }
      }
    }
  }

  /** All lives, in the order of birth. */
  List<Life> lives() {
    List<Life> lives = new ArrayList<>();
    births.forEach(
        (root, birth) -> lives.add(new Life(root, sizes.of(root), birth, deaths.get(root))));
    return lives;
  }

  /** Bytes alive at each step. */
  static long[] timeline(List<Life> lives, int steps) {
    long[] change = new long[steps + 2];
    for (Life life : lives) {
      change[life.birth()] += life.sized().bytes();
      change[life.death() + 1] -= life.sized().bytes();
    }
    long[] live = new long[steps + 1];
    long sum = 0;
    for (int t = 0; t <= steps; t++) {
      sum += change[t];
      live[t] = sum;
    }
    return live;
  }

  /** Which life is placed first: each has graphs for which it wastes least. */
  private static final List<Comparator<Life>> FIRST =
      List.of(
          Comparator.comparingLong(l -> -l.sized().bytes()),
          Comparator.comparingLong((Life l) -> -l.sized().bytes())
              .thenComparingInt(l -> l.birth() - l.death()),
          Comparator.comparingDouble(
              l -> -(double) l.sized().bytes() * (l.death() - l.birth() + 1)),
          Comparator.comparingInt((Life l) -> l.birth() - l.death())
              .thenComparingLong(l -> -l.sized().bytes()));

  /**
   * Byte offsets in the arena of each element type, in the best of several ways; fills {@code
   * extents} with the arenas' sizes.
   *
   * @param least bytes that no way can do with less than
   */
  static Map<String, Long> offsets(List<Life> lives, long least, Map<DataType, Long> extents) {
    Map<String, Long> best = Map.of();
    long fewest = Long.MAX_VALUE;
    for (Comparator<Life> first : FIRST) {
      Map<DataType, Long> ends = new EnumMap<>(DataType.class);
      Map<String, Long> offsets = offsets(lives, first, ends);
      long bytes = ends.values().stream().mapToLong(Long::longValue).sum();
      if (bytes < fewest) {
        fewest = bytes;
        best = offsets;
        extents.clear();
        extents.putAll(ends);
      }
      if (fewest <= least) {
        break;
      }
    }
    return best;
  }

  private static Map<String, Long> offsets(
      List<Life> lives, Comparator<Life> first, Map<DataType, Long> extents) {
    Map<DataType, List<Life>> placed = new EnumMap<>(DataType.class);
    Map<String, Long> offsets = new HashMap<>();
    List<Life> sorted = new ArrayList<>(lives);
    sorted.sort(first);
    for (Life life : sorted) {
      List<Life> others = placed.computeIfAbsent(life.sized().type(), k -> new ArrayList<>());
      long offset = gap(life, others, offsets);
      offsets.put(life.root(), offset);
      others.add(life);
      extents.merge(life.sized().type(), offset + life.sized().bytes(), Math::max);
    }
    return offsets;
  }

  private static long gap(Life life, List<Life> others, Map<String, Long> offsets) {
    List<Life> neighbours = new ArrayList<>();
    for (Life other : others) {
      if (other.meets(life)) {
        neighbours.add(other);
      }
    }
    neighbours.sort(Comparator.comparingLong(n -> offsets.get(n.root())));
    long end = 0;
    long best = -1;
    long smallest = Long.MAX_VALUE;
    for (Life n : neighbours) {
      long gap = offsets.get(n.root()) - end;
      if (gap >= life.sized().bytes() && gap < smallest) {
        smallest = gap;
        best = end;
      }
      end = Math.max(end, offsets.get(n.root()) + n.sized().bytes());
    }
    return best >= 0 ? best : end;
  }
}
