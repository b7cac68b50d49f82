package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The input of a layer with one or two spatial axes as NHWC maps; sequences are maps of height 1.
 *
 * @param layer the layer
 * @param axes 1 or 2
 * @param maps [batch, height, width, channels]
 * @param sizes spatial sizes; −1 where unknown
 * @param channels number of channels
 * @param first whether the layer's tensors have the channels first
 */
record Spatial(
    LayerContext layer, int axes, SDVariable maps, List<Long> sizes, long channels, boolean first) {

  static Spatial of(LayerContext layer, int axes) {
    LayerTensor in = layer.input(axes + 2);
    boolean first = isFirst(layer.config());
    SDVariable x = in.variable();
    SameDiff sd = layer.graph();
    if (first) {
      x = axes == 1 ? sd.permute(x, 0, 2, 1) : sd.permute(x, 0, 2, 3, 1);
    }
    List<Long> sizes = in.shape().subList(first ? 2 : 1, first ? axes + 2 : axes + 1);
    long channels = in.shape().get(first ? 1 : axes + 1);
    SDVariable maps = axes == 1 ? SafeShapes.unsqueeze(sd, x, 1) : x;
    return new Spatial(layer, axes, maps, List.copyOf(sizes), channels, first);
  }

  static boolean isFirst(LayerConfig config) {
    return config.text("data_format", "channels_last").equals("channels_first");
  }

  /** What is wrong with the padding; empty if nothing is. */
  static Optional<String> objection(LayerConfig config, String... known) {
    String padding = config.text("padding", "valid");
    return List.of(known).contains(padding)
        ? Optional.empty()
        : Optional.of("padding " + padding + " is not mapped; use one of " + List.of(known));
  }

  long batch() {
    return layer.inputs().get(0).shape().get(0);
  }

  /** Maps in the layout of the layer's tensors. */
  SDVariable back(SDVariable y) {
    SameDiff sd = layer.graph();
    SDVariable out = axes == 1 ? SafeShapes.squeeze(sd, y, 4, 1) : y;
    if (!first) {
      return out;
    }
    return axes == 1 ? sd.permute(out, 0, 2, 1) : sd.permute(out, 0, 3, 1, 2);
  }

  /** The shape of {@link #back}. */
  List<Long> shape(List<Long> spatial, long width) {
    List<Long> shape = new ArrayList<>(spatial);
    shape.add(first ? 0 : shape.size(), width);
    shape.add(0, batch());
    return shape;
  }

  /** Two sizes out of those of the spatial axes. */
  static List<Long> pair(List<Long> sizes, long other) {
    return sizes.size() == 2 ? sizes : List.of(other, sizes.get(0));
  }

  /** The sizes after windows were moved over the maps. */
  List<Long> moved(List<Long> kernel, List<Long> stride, List<Long> dilation, boolean same) {
    List<Long> out = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      long n = sizes.get(i);
      long s = stride.get(i);
      long reach = (kernel.get(i) - 1) * dilation.get(i) + 1;
      if (n >= 0 && !same && n < reach) {
        throw layer.config().corrupt("a window of " + reach + " over " + n, "a smaller window");
      }
      out.add(n < 0 ? -1 : same ? (n + s - 1) / s : (n - reach) / s + 1);
    }
    return out;
  }
}
