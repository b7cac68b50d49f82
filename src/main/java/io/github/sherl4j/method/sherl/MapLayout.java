package io.github.sherl4j.method.sherl;

import com.google.common.primitives.ImmutableLongArray;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.SafeConv;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Maps [batch, channels, height, width] of any sizes: each is max-pooled plus average-pooled to the
 * replaced map's size (so a map of that very size is doubled, as in the official code), and every
 * pixel is a row. Where sizes do not divide, windows overlap: stride ⌊H/h⌋, kernel H −
 * (h−1)·stride.
 *
 * @param height of the replaced map
 * @param width of the replaced map
 */
record MapLayout(SameDiff graph, long height, long width) implements Layout {

  @Override
  public SDVariable rows(SDVariable tap, long... shape) {
    SafeConv.Window window = window(tap, shape[2], shape[3]);
    SDVariable pooled =
        SafeConv.maxPool(graph, tap, window).add(SafeConv.averagePool(graph, tap, window));
    return pixels(pooled, shape[1]);
  }

  @Override
  public SDVariable plain(SDVariable last, long... shape) {
    return pixels(last, shape[1]);
  }

  private SDVariable pixels(SDVariable map, long channels) {
    return graph.reshape(graph.permute(map, 0, 2, 3, 1), -1, channels);
  }

  private SafeConv.Window window(SDVariable tap, long from, long across) {
    if (from < height || across < width) {
      throw new BadInputException(
          "a tap of " + from + " × " + across + " pixels",
          "a known size of at least " + height + " × " + width,
          tap.name(),
          "choose taps before it, or pin the model's input size");
    }
    long down = from / height;
    long right = across / width;
    return new SafeConv.Window(
        ImmutableLongArray.of(from - (height - 1) * down, across - (width - 1) * right),
        ImmutableLongArray.of(down, right),
        ImmutableLongArray.of(0, 0),
        ImmutableLongArray.of(1, 1));
  }

  @Override
  public SDVariable restore(String name, SDVariable rows, SDVariable last) {
    SDVariable channelsLast = graph.permute(last, 0, 2, 3, 1);
    SDVariable map = graph.permute(graph.reshape(rows, graph.shape(channelsLast)), 0, 3, 1, 2);
    map.rename(name);
    return map;
  }
}
