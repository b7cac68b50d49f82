package io.github.sherl4j.discover;

import io.github.sherl4j.discover.Grouping.Boundary;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A chain of block boundaries found on the way from a model input to a model output, before it is
 * known which others there are.
 */
record Route(String input, Trunk trunk, String output, List<Boundary> boundaries) {

  private static final Comparator<Route> BETTER =
      Comparator.<Route>comparingInt(r -> r.boundaries().size())
          .thenComparing(r -> r.trunk().parts().size(), Comparator.reverseOrder());

  private record Entry(String input, String tensor) {}

  /**
   * The routes of a model, one for each stream of data, in the order of the model inputs. Entries
   * that lead through the same blocks (word and position embeddings, a mask that joins on the way)
   * count once; those that reach most of the model are tried first, and one that reaches no
   * projection beside those of a known route brings nothing new.
   */
  static List<Route> find(Graph graph) {
    List<Route> routes = new ArrayList<>();
    for (Entry entry : entries(graph)) {
      if (routes.stream().anyMatch(r -> r.joinedBy(graph, entry.tensor()))) {
        continue;
      }
      Route route = best(graph, entry);
      if (!route.boundaries().isEmpty()
          && routes.stream().noneMatch(r -> route.within(r) && !route.longer(r))) {
        routes.removeIf(r -> r.within(route));
        routes.add(route);
      }
    }
    routes.sort(Comparator.comparing(r -> graph.inputs().indexOf(r.input())));
    return routes;
  }

  private static List<Entry> entries(Graph graph) {
    return graph.inputs().stream()
        .flatMap(i -> graph.entries(i).stream().map(t -> new Entry(i, t)))
        .sorted(Comparator.comparing(e -> -graph.descendants(List.of(e.tensor())).cardinality()))
        .toList();
  }

  /**
   * To the output that shows most blocks; of equals, the one nearest behind the last block. Begins
   * with the last output: those that lie before the blocks it shows can only show fewer.
   */
  private static Route best(Graph graph, Entry entry) {
    String start = entry.tensor();
    Route best = new Route(entry.input(), new Trunk(start, start, List.of()), start, List.of());
    BitSet before = new BitSet();
    for (String output : lastFirst(graph)) {
      if (graph.producer(output).map(before::get).orElse(true)) {
        continue;
      }
      Trunk trunk = Trunk.of(graph, start, output);
      Route route = new Route(entry.input(), trunk, output, Grouping.blocks(graph, trunk));
      if (BETTER.compare(route, best) > 0) {
        best = route;
        before = graph.ancestors(List.of(best.last()));
        graph.producer(best.last()).ifPresent(before::clear);
      }
    }
    return best;
  }

  private static List<String> lastFirst(Graph graph) {
    return graph.outputs().stream()
        .sorted(Comparator.comparing(o -> -graph.producer(o).orElse(-1)))
        .toList();
  }

  private boolean joinedBy(Graph graph, String entry) {
    BitSet own = graph.descendants(List.of(entry));
    own.andNot(graph.descendants(List.of(trunk.source())));
    return own.stream().noneMatch(graph::heavy);
  }

  String first() {
    return boundaries.get(0).input();
  }

  String last() {
    return boundaries.get(boundaries.size() - 1).output();
  }

  private boolean longer(Route other) {
    return boundaries.size() > other.boundaries().size();
  }

  /** Whether it only sees, of another route, what that shows too: the same stream of data. */
  private boolean within(Route other) {
    Set<String> cuts = new HashSet<>();
    other.trunk().parts().forEach(p -> cuts.add(p.to()));
    return boundaries.stream().allMatch(b -> cuts.contains(b.output()));
  }
}
