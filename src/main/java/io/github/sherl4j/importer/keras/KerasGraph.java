package io.github.sherl4j.importer.keras;

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
record KerasGraph(
    List<LayerSpec> layers,
    List<LayerCall> calls,
    List<TensorRef> inputs,
    List<TensorRef> outputs) {

  KerasGraph {
    layers = List.copyOf(layers);
    calls = List.copyOf(calls);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  LayerSpec layer(String name) {
    return layers.stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  /** All layers that are no models, those of nested models included. */
  Stream<LayerSpec> plain() {
    return layers.stream()
        .flatMap(l -> l.model().isPresent() ? l.model().get().plain() : Stream.of(l));
  }
}
