package io.github.sherl4j.importer.layers;

import java.util.List;

/** Where the weights of a model lie. Not thread-safe. */
public interface WeightSource {

  /**
   * The weights of a layer in the order in which its mapper reads them; empty if it has none.
   *
   * @param parts sub-paths of a layer that keeps its weights in children, in order
   */
  List<StoredWeight> weights(LayerSpec layer, List<String> parts);

  /** Names the file in messages. */
  String where();
}
