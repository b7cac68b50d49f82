package io.github.sherl4j.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A container of a Keras model: one implementation a format. Not thread-safe. */
interface ModelSource extends AutoCloseable {

  /** The model's configuration: {@code {class_name, config}}. */
  JsonNode config();

  /** Version of Keras that wrote the file, such as {@code 2.3.1}; empty if it does not say. */
  String version();

  /** The backend of a Keras 1 file, such as {@code theano}; empty if it does not say. */
  String backend();

  /**
   * The weights of a layer in the order of the file; empty if it has none.
   *
   * @param parts sub-paths of a layer that keeps its weights in children, in order
   */
  List<StoredWeight> weights(LayerSpec layer, List<String> parts);

  /** Names the file in messages. */
  String where();

  @Override
  void close();
}
