package io.github.sherl4j.importer.layers;

import java.util.List;
import java.util.stream.Stream;

/**
 * A model as its configuration describes it.
 *
 * @param layers in the order of the file
 * @param calls each after those it reads from; calls of input layers are not among them
 * @param inputs what it is fed with: results of input layers
 * @param outputs what it gives
 */
public record LayerGraph(
    List<LayerSpec> layers,
    List<LayerCall> calls,
    List<TensorRef> inputs,
    List<TensorRef> outputs) {

  /** Defensive copies. */
  public LayerGraph {
    layers = List.copyOf(layers);
    calls = List.copyOf(calls);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The layer of a name. */
  public LayerSpec layer(String name) {
    return layers.stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  /** All layers that are no models, those of nested models included. */
  public Stream<LayerSpec> plain() {
    return layers.stream()
        .flatMap(l -> l.model().isPresent() ? l.model().get().plain() : Stream.of(l));
  }
}
