package io.github.sherl4j.discover;

import io.github.sherl4j.discover.Grouping.Boundary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A chain of block boundaries found on the way from a model input to a model output, before it is
 * known which others there are.
 */
record Route(String input, Trunk trunk, String output, List<Boundary> boundaries) {

  /**
   * The routes of a model, one for each stream of data: entries that lead through the same blocks
   * (word and position embeddings, a mask that joins on the way) count once.
   */
  static List<Route> find(Graph graph) {
    List<Route> routes = new ArrayList<>();
    for (String input : graph.inputs()) {
      for (String entry : graph.entries(input)) {
        Route route = best(graph, input, entry);
        if (!route.boundaries().isEmpty()
            && routes.stream().noneMatch(r -> route.within(r) && !route.longer(r))) {
          routes.removeIf(r -> r.within(route));
          routes.add(route);
        }
      }
    }
    return routes;
  }

  /** To the output that shows most blocks; of equals, the one nearest behind the last block. */
  private static Route best(Graph graph, String input, String entry) {
    Route best = new Route(input, new Trunk(entry, entry, List.of()), entry, List.of());
    for (String output : graph.outputs()) {
      Trunk trunk = Trunk.of(graph, entry, output);
      Route route = new Route(input, trunk, output, Grouping.blocks(graph, trunk));
      int more = route.boundaries().size() - best.boundaries().size();
      if (more > 0 || (more == 0 && trunk.parts().size() < best.trunk().parts().size())) {
        best = route;
      }
    }
    return best;
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
