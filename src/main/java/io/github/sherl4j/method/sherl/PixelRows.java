package io.github.sherl4j.method.sherl;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Maps with channels last, [batch, height, width, channels], pooled like those with channels first.
 *
 * @param height of the replaced map
 * @param width of the replaced map
 */
record PixelRows(SameDiff graph, long height, long width) implements Layout {

  @Override
  public SDVariable rows(SDVariable tap, long... shape) {
    if (shape[1] == height && shape[2] == width) {
      return graph.reshape(tap, -1, shape[3]);
    }
    SDVariable map = graph.permute(tap, 0, 3, 1, 2);
    return new MapLayout(graph, height, width).rows(map, -1, shape[3], shape[1], shape[2]);
  }

  @Override
  public SDVariable restore(String name, SDVariable rows, SDVariable last) {
    return graph.reshape(name, rows, graph.shape(last));
  }
}
