package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins calls that work row by row into chains; no two units come to wait for each other. */
final class Chains {

  private final List<CallStep> steps;
  private final Aliases aliases;
  private final Sizes sizes;
  private final Map<String, Integer> producers = new HashMap<>();
  private final List<Set<Integer>> before = new ArrayList<>();
  private final int[] unit;
  private final Map<Integer, List<Integer>> members = new LinkedHashMap<>();

  private Chains(List<CallStep> steps, Aliases aliases, Sizes sizes) {
    this.steps = steps;
    this.aliases = aliases;
    this.sizes = sizes;
    this.unit = new int[steps.size()];
  }

  /** The steps in an order in which every tensor is written before it is read. */
  static List<Step> of(
      List<CallStep> steps, Aliases aliases, Sizes sizes, Collection<String> results) {
    Chains chains = new Chains(steps, aliases, sizes);
    chains.join();
    return chains.units(results);
  }

  private void join() {
    long[] rows = new long[steps.size()];
    for (int i = 0; i < steps.size(); i++) {
      CallStep step = steps.get(i);
      Set<Integer> direct = new HashSet<>();
      for (String root : Placement.reads(step, aliases)) {
        if (producers.containsKey(root)) {
          direct.add(producers.get(root));
        }
      }
      before.add(direct);
      rows[i] = RowWise.rows(step, sizes);
      unit[i] = i;
      if (rows[i] > 0) {
        for (int p : direct) {
          int first = members.get(unit[p]).get(0);
          if (rows[p] == rows[i]
              && steps.get(first).backward() == step.backward()
              && sameType(p, i)
              && isFree(direct, unit[p])) {
            unit[i] = unit[p];
            break;
          }
        }
      }
      members.computeIfAbsent(unit[i], k -> new ArrayList<>()).add(i);
      int own = i;
      step.outputs().forEach(o -> producers.put(aliases.root(o), own));
    }
  }

  private boolean sameType(int a, int b) {
    return sizes.of(steps.get(a).outputs().get(0)).type()
        == sizes.of(steps.get(b).outputs().get(0)).type();
  }

  /** Whether nothing of {@code direct} outside of {@code target} waits for {@code target}. */
  private boolean isFree(Set<Integer> direct, int target) {
    Set<Integer> seen = new HashSet<>();
    for (int p : direct) {
      if (unit[p] != target && waitsFor(unit[p], target, seen)) {
        return false;
      }
    }
    return true;
  }

  private boolean waitsFor(int from, int target, Set<Integer> seen) {
    if (from == target) {
      return true;
    }
    if (!seen.add(from)) {
      return false;
    }
    for (int member : members.get(from)) {
      for (int p : before.get(member)) {
        if (unit[p] != from && waitsFor(unit[p], target, seen)) {
          return true;
        }
      }
    }
    return false;
  }

  private List<Step> units(Collection<String> results) {
    Set<String> shared = new HashSet<>();
    results.forEach(r -> shared.add(aliases.root(r)));
    for (int i = 0; i < steps.size(); i++) {
      for (String root : Placement.reads(steps.get(i), aliases)) {
        Integer producer = producers.get(root);
        if (producer != null && unit[producer] != unit[i]) {
          shared.add(root);
        }
      }
    }
    List<Step> units = new ArrayList<>();
    for (List<Integer> list : members.values()) {
      if (list.size() == 1) {
        units.add(steps.get(list.get(0)));
      } else {
        List<CallStep> calls = list.stream().map(steps::get).toList();
        units.add(ChainStep.of(calls, aliases, sizes, shared));
      }
    }
    return units;
  }
}
