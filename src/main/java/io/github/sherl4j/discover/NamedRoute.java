package io.github.sherl4j.discover;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.discover.Grouping.Boundary;
import io.github.sherl4j.internal.Names;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A route through tensors that the user named. */
final class NamedRoute {

  private static final String OPTION = "--taps";
  private static final String REMEDY =
      "name two or more floating-point tensors in the order in which data passes them";

  private NamedRoute() {}

  static Route of(Graph graph, List<String> tensors) {
    tensors.forEach(t -> check(graph, t));
    if (tensors.size() < 2) {
      throw new BadInputException(
          tensors.size() + " tensors", "two or more, to bound a block", OPTION, REMEDY);
    }
    List<Boundary> boundaries = new ArrayList<>();
    for (int i = 1; i < tensors.size(); i++) {
      String from = tensors.get(i - 1);
      String to = tensors.get(i);
      if (graph.between(from, to).isEmpty()) {
        throw new BadInputException(
            to + " after " + from, "a tensor that depends on the one before", OPTION, REMEDY);
      }
      boundaries.add(new Boundary(from, to));
    }
    String first = tensors.get(0);
    Trunk trunk = new Trunk(first, tensors.get(tensors.size() - 1), List.of());
    return new Route(input(graph, first), trunk, output(graph, trunk.target()), boundaries);
  }

  private static void check(Graph graph, String tensor) {
    if (!graph.live(tensor)) {
      throw new NoMatchException(
          "no tensor named " + tensor,
          "a tensor that depends on a model input",
          OPTION,
          Names.didYouMean(tensor, graph.liveTensors()));
    }
    if (!graph.isFloat(tensor)) {
      throw new BadInputException(
          tensor + ", which holds no floating-point numbers",
          "floating-point data",
          OPTION,
          REMEDY);
    }
  }

  private static String input(Graph graph, String first) {
    return graph.inputs().stream()
        .filter(i -> i.equals(first) || !graph.between(i, first).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static String output(Graph graph, String last) {
    BitSet after = graph.descendants(List.of(last));
    return graph.outputs().stream()
        .filter(o -> o.equals(last) || graph.producer(o).map(after::get).orElse(false))
        .findFirst()
        .orElseThrow(
            () ->
                new NoMatchException(
                    last + ", which no model output depends on",
                    "a tensor on the way to a model output",
                    OPTION,
                    Names.didYouMean(last, graph.outputs())));
  }
}
