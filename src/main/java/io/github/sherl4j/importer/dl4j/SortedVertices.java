package io.github.sherl4j.importer.dl4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The order of vertices that a configuration without a recorded one stands for: the first that is
 * free goes first, and what it frees is queued by place.
 */
final class SortedVertices {

  private SortedVertices() {}

  /** All names in order; empty if some wait for each other or for what is not there. */
  static Optional<List<String>> of(List<String> names, Function<String, List<String>> inputs) {
    Map<String, Integer> places = new HashMap<>();
    names.forEach(n -> places.put(n, places.size()));
    List<Set<Integer>> waits = new ArrayList<>();
    Map<Integer, Set<Integer>> frees = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Set<Integer> open = new HashSet<>();
      for (String input : inputs.apply(names.get(i))) {
        Integer from = places.get(input);
        if (from == null) {
          return Optional.empty();
        }
        open.add(from);
        frees.computeIfAbsent(from, k -> new HashSet<>()).add(i);
      }
      waits.add(open);
    }
    Deque<Integer> ready = new ArrayDeque<>();
    for (int i = 0; i < waits.size(); i++) {
      if (waits.get(i).isEmpty()) {
        ready.add(i);
      }
    }
    List<String> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.removeFirst();
      order.add(names.get(next));
      for (int reader : frees.getOrDefault(next, Set.of())) {
        waits.get(reader).remove(next);
        if (waits.get(reader).isEmpty()) {
          ready.add(reader);
        }
      }
    }
    return order.size() == names.size() ? Optional.of(order) : Optional.empty();
  }
}
