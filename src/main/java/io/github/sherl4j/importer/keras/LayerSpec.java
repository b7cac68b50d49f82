package io.github.sherl4j.importer.keras;

import java.util.List;
import java.util.Optional;

/**
 * One layer of a configuration.
 *
 * @param type its class, such as {@code Conv2D}; Keras 1 names are translated
 * @param path names of the models it lies in, outermost first, then its own
 * @param config its settings
 * @param position its place in the list of layers, from 0
 * @param archivePath where a {@code .keras} archive keeps its weights
 * @param model if the layer is a model itself, its layers
 */
record LayerSpec(
    String type,
    List<String> path,
    LayerConfig config,
    int position,
    String archivePath,
    Optional<KerasGraph> model) {

  LayerSpec {
    path = List.copyOf(path);
  }

  String name() {
    return path.get(path.size() - 1);
  }

  /** The layer's name, after those of the models it lies in. */
  String fullName() {
    return String.join("/", path);
  }

  String outermost() {
    return path.get(0);
  }

  boolean isNested() {
    return path.size() > 1;
  }
}
