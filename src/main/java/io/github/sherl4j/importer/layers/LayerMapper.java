package io.github.sherl4j.importer.layers;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Adds layers of some types to the graph. Implementations are found with {@link
 * java.util.ServiceLoader}, so that a layer of one's own is a class of one's own; they keep no
 * state. A mapper of a plug-in goes before those of the project.
 */
public interface LayerMapper {

  /** The classes it maps, such as {@code Conv2D}. */
  Set<String> types();

  /** Adds one call of a layer: reads inputs and weights, and gives a result. */
  void map(LayerContext layer);

  /** Why a layer with such settings cannot be mapped and what to do; empty if it can. */
  default Optional<String> objection(String type, LayerConfig config) {
    return Optional.empty();
  }

  /** Where a {@code .keras} archive keeps the weights below the layer, in the order of reading. */
  default List<String> parts(String type, LayerConfig config) {
    return List.of("");
  }
}
