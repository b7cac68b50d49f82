package io.github.sherl4j.importer.layers;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A tensor between layers.
 *
 * @param name the layer's name; with {@code /call_n} and {@code /output_n} after the first ones
 * @param variable its place in the graph
 * @param shape one size a dimension; −1 where it is only known when the model runs
 * @param mask which steps count, [batch, time] of 0 and 1 in the graph's float type
 */
public record LayerTensor(
    String name, SDVariable variable, List<Long> shape, Optional<SDVariable> mask) {

  /** Defensive copy of the shape. */
  public LayerTensor {
    shape = List.copyOf(shape);
  }

  /** Number of dimensions. */
  public int rank() {
    return shape.size();
  }

  /** The last size, or −1. */
  public long width() {
    return shape.get(rank() - 1);
  }
}
