package io.github.sherl4j.method.sherl;

import io.github.sherl4j.BadInputException;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Tokens that stand for the cells of square grids, [batch, side², dim], finer ones in shallower
 * taps (Swin): pooled like maps.
 *
 * @param tokens of the replaced tensor
 */
record GridLayout(SameDiff graph, long tokens) implements Layout {

  @Override
  public SDVariable rows(SDVariable tap, long... shape) {
    if (shape[1] == tokens) {
      return graph.reshape(tap, -1, shape[2]);
    }
    long side = side(tap.name(), shape[1]);
    long to = side(tap.name(), tokens);
    SDVariable map = graph.permute(graph.reshape(tap, -1, side, side, shape[2]), 0, 3, 1, 2);
    return new MapLayout(graph, to, to).rows(map, -1, shape[2], side, side);
  }

  private static long side(String tap, long tokens) {
    long side = Math.round(Math.sqrt((double) tokens));
    if (side * side != tokens) {
      throw new BadInputException(
          tokens + " tokens",
          "as many tokens as the replaced tensor has, or the cells of a square grid",
          tap,
          "choose taps of the last stage with --taps");
    }
    return side;
  }

  @Override
  public SDVariable restore(String name, SDVariable rows, SDVariable last) {
    return graph.reshape(name, rows, graph.shape(last));
  }
}
