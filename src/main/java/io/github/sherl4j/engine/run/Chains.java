package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
  private final List<String> kinds = new ArrayList<>();
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
    for (int i = 0; i < steps.size(); i++) {
      CallStep step = steps.get(i);
      Set<Integer> direct = new HashSet<>();
      for (String root : Placement.reads(step, aliases)) {
        if (producers.containsKey(root)) {
          direct.add(producers.get(root));
        }
      }
      before.add(direct);
      unit[i] = i;
      members.put(i, new ArrayList<>(List.of(i)));
      kinds.add(kind(step));
      if (RowWise.rows(step, sizes) > 0) {
        Set<Integer> alike = new LinkedHashSet<>();
        for (int p : direct) {
          if (kinds.get(p).equals(kinds.get(i)) && !(isSum(step) && isSum(steps.get(p)))) {
            alike.add(unit[p]);
          }
        }
        if (!merge(alike, i)) {
          for (int one : alike) {
            if (merge(Set.of(one), i)) {
              break;
            }
          }
        }
      }
      int own = i;
      step.outputs().forEach(o -> producers.put(aliases.root(o), own));
    }
  }

  /**
   * Whether a call adds two whole tensors. Sums of sums, such as of a gradient's parts, are no
   * chains: one after another, each part can be given back before the next is there.
   */
  private boolean isSum(CallStep step) {
    long length = sizes.of(step.outputs().get(0)).length();
    return step.name().equals("add")
        && step.inputs().stream().allMatch(i -> sizes.of(i).length() == length);
  }

  /** Only calls of one kind go into one chain. */
  private String kind(CallStep step) {
    long rows = RowWise.rows(step, sizes);
    return rows == 0
        ? ""
        : rows + " " + step.backward() + " " + sizes.of(step.outputs().get(0)).type();
  }

  /**
   * Makes one unit of {@code units} and step {@code i} unless another would wait for it and it for
   * that one.
   */
  private boolean merge(Set<Integer> units, int i) {
    Set<Integer> whole = new LinkedHashSet<>(units);
    whole.add(i);
    Set<Integer> seen = new HashSet<>(whole);
    for (int u : whole) {
      for (int member : members.get(u)) {
        for (int p : before.get(member)) {
          if (!whole.contains(unit[p]) && waitsFor(unit[p], whole, seen)) {
            return false;
          }
        }
      }
    }
    List<Integer> all = new ArrayList<>();
    whole.forEach(u -> all.addAll(members.remove(u)));
    Collections.sort(all);
    all.forEach(member -> unit[member] = i);
    members.put(i, all);
    return true;
  }

  private boolean waitsFor(int from, Set<Integer> targets, Set<Integer> seen) {
    if (targets.contains(from)) {
      return true;
    }
    if (!seen.add(from)) {
      return false;
    }
    for (int member : members.get(from)) {
      for (int p : before.get(member)) {
        if (unit[p] != from && waitsFor(unit[p], targets, seen)) {
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
