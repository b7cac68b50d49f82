package io.github.sherl4j.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.importer.layers.WeightSource;

/** A container of a Keras model: one implementation a format. Not thread-safe. */
interface ModelSource extends WeightSource, AutoCloseable {

  /** The model's configuration: {@code {class_name, config}}. */
  JsonNode config();

  /** Version of Keras that wrote the file, such as {@code 2.3.1}; empty if it does not say. */
  String version();

  /** The backend of a Keras 1 file, such as {@code theano}; empty if it does not say. */
  String backend();

  @Override
  void close();
}
