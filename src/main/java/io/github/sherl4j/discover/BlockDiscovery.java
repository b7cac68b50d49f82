package io.github.sherl4j.discover;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import java.util.Arrays;
import java.util.List;

/** Finds the repeated blocks of a backbone from its graph alone; no name is ever looked at. */
public final class BlockDiscovery {

  private BlockDiscovery() {}

  /**
   * Finds the blocks of a backbone; takes milliseconds, reads no weight and changes nothing.
   *
   * @throws NoMatchException if no blocks repeat; taps can still be named, see {@link #between}
   */
  public static BlockMap discover(Backbone backbone) {
    return discover(graph(backbone));
  }

  /**
   * Blocks between tensors that the user names, for models whose blocks do not repeat or are not
   * found: n+1 tensors in the order of the data, from T0 on, bound n blocks. A chain through the
   * last tensor to a model output is assumed; what passes by it shows as a live-in.
   *
   * @throws NoMatchException if the model has no such tensor, or none of its outputs depends on the
   *     last one
   * @throws BadInputException if there are fewer than two, one is not floating-point data, or one
   *     does not depend on the one before
   */
  public static BlockMap between(Backbone backbone, List<String> tensors) {
    return between(graph(backbone), tensors);
  }

  static BlockMap between(Graph graph, List<String> tensors) {
    return new Assembly(graph, List.of(NamedRoute.of(graph, tensors))).map();
  }

  static Graph graph(Backbone backbone) {
    return new Graph(
        backbone.ops(),
        backbone.inputs().stream().map(TensorInfo::name).toList(),
        backbone.outputs().stream().map(TensorInfo::name).toList(),
        backbone::tensor,
        w -> Arrays.stream(backbone.variable(w).getShape()).reduce(1, (a, b) -> a * b));
  }

  static BlockMap discover(Graph graph) {
    List<Route> routes = Route.find(graph);
    if (routes.isEmpty()) {
      throw new NoMatchException(
          "no repeated blocks on any way " + graph,
          "two or more blocks of one structure, one after another",
          "the backbone",
          "name the taps and the start of the late layers by tensor, with --taps and --late-from");
    }
    return new Assembly(graph, routes).map();
  }
}
