package io.github.sherl4j.method.sherl;

import io.github.sherl4j.importer.Backbone;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;

/** Tells from shapes how a tensor's positions lie; −1 is a dynamic size. */
final class Layouts {

  private Layouts() {}

  /** Whether a tensor is a map, channels first or last. */
  static boolean isMap(List<Long> shape) {
    return shape.size() == 4;
  }

  /**
   * Whether a map has its channels last: it is known, or its middle sizes agree and the others do
   * not.
   */
  static boolean channelsLast(List<Long> shape, boolean known) {
    boolean alike = isMap(shape) && shape.get(1).equals(shape.get(2));
    return isMap(shape) && (known || (alike && !shape.get(2).equals(shape.get(3))));
  }

  /** Index of the channels or features. */
  static int channelAxis(List<Long> shape, boolean known) {
    return isMap(shape) && !channelsLast(shape, known) ? 1 : shape.size() - 1;
  }

  /** A tensor's shape; an unknown name is reported with its neighbours. */
  static List<Long> shape(Backbone backbone, String tensor) {
    backbone.variable(tensor);
    return backbone.tensor(tensor).orElseThrow().shape();
  }

  /** Number of a tensor's channels or features. */
  static long channels(Backbone backbone, String tensor) {
    List<Long> shape = shape(backbone, tensor);
    return shape.get(channelAxis(shape, backbone.channelsLast()));
  }

  /** The layout in which taps are brought to the positions of a tensor. */
  static Layout of(SameDiff graph, List<Long> last, List<List<Long>> taps, boolean channelsLast) {
    if (channelsLast(last, channelsLast)) {
      return new PixelRows(graph, last.get(1), last.get(2));
    }
    if (isMap(last)) {
      return new MapLayout(graph, last.get(2), last.get(3));
    }
    boolean finer = last.size() == 3 && taps.stream().anyMatch(t -> !t.get(1).equals(last.get(1)));
    return finer ? new GridLayout(graph, last.get(1)) : new Layout.Tokens(graph);
  }
}
