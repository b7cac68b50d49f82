package io.github.sherl4j.discover;

import io.github.sherl4j.discover.Grouping.Boundary;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Turns the routes of a model into chains: which operator belongs to which block. */
final class Assembly {

  private final Graph graph;
  private final List<Route> routes;

  /** Operators on the way through some route; they are never taken for preparation. */
  private final BitSet trunks = new BitSet();

  Assembly(Graph graph, List<Route> routes) {
    this.graph = graph;
    this.routes = routes;
    for (Route route : routes) {
      trunks.or(graph.between(route.trunk().source(), route.last()));
      graph.producer(route.trunk().source()).ifPresent(trunks::set);
    }
  }

  BlockMap map() {
    List<Chain> chains = new ArrayList<>();
    List<Chain> candidates = new ArrayList<>();
    for (Route route : routes) {
      Chain chain = chain(route);
      chains.add(chain);
      if (routes.stream().noneMatch(r -> !r.equals(route) && feeds(route, r))) {
        candidates.add(chain);
      }
    }
    return new BlockMap(chains, candidates);
  }

  private boolean feeds(Route a, Route b) {
    BitSet after = graph.descendants(List.of(a.last()));
    return graph.producer(b.last()).map(after::get).orElse(false);
  }

  private Chain chain(Route route) {
    List<Block> blocks = new ArrayList<>();
    List<BitSet> aside = new ArrayList<>();
    for (Boundary boundary : route.boundaries()) {
      BitSet ops = graph.between(boundary.input(), boundary.output());
      BitSet prepares = preparation(ops);
      aside.add(prepares);
      ops.or(prepares);
      Set<String> weights = new LinkedHashSet<>();
      ops.stream().forEach(i -> weights.addAll(graph.op(i).weights()));
      blocks.add(
          new Block(
              blocks.size(),
              boundary.input(),
              boundary.output(),
              graph.ops(ops),
              List.copyOf(weights),
              weights.stream().mapToLong(graph::weightSize).sum()));
    }
    return new Chain(
        graph, route.input(), route.output(), behind(route), own(route), blocks, aside);
  }

  /** Operators whose results only these operators read, directly or through others of the sort. */
  private BitSet preparation(BitSet ops) {
    BitSet all = (BitSet) ops.clone();
    BitSet found = new BitSet();
    for (int i = ops.length() - 1; i >= 0; i--) {
      if (!all.get(i) && !trunks.get(i) && readOnlyBy(i, all)) {
        all.set(i);
        found.set(i);
      }
    }
    return found;
  }

  private boolean readOnlyBy(int position, BitSet ops) {
    boolean read = false;
    for (String t : graph.op(position).outputs()) {
      if (graph.outputs().contains(t) || !graph.readers(t).stream().allMatch(ops::get)) {
        return false;
      }
      read |= !graph.readers(t).isEmpty();
    }
    return read;
  }

  private List<String> behind(Route route) {
    BitSet after = graph.descendants(List.of(route.last()));
    return graph.outputs().stream()
        .filter(o -> o.equals(route.last()) || graph.producer(o).map(after::get).orElse(false))
        .toList();
  }

  private List<String> own(Route route) {
    return behind(route).stream()
        .filter(o -> routes.stream().noneMatch(r -> beside(route, r, o)))
        .toList();
  }

  /** Whether an output also needs another tower, or lies behind a decoder. */
  private boolean beside(Route route, Route other, String output) {
    if (other.equals(route) || feeds(other, route)) {
      return false;
    }
    BitSet needs = graph.ancestors(List.of(output));
    return graph.producer(other.last()).map(needs::get).orElse(false);
  }
}
