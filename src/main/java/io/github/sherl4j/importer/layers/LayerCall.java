package io.github.sherl4j.importer.layers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * One application of a layer; a shared layer has several.
 *
 * @param layer the layer
 * @param number which of its calls, from 0
 * @param inputs tensors given by position
 * @param keywords tensors given by name
 * @param options all other arguments by name
 */
public record LayerCall(
    LayerSpec layer,
    int number,
    List<TensorRef> inputs,
    Map<String, TensorRef> keywords,
    Map<String, JsonNode> options) {

  /** Defensive copies. */
  public LayerCall {
    inputs = List.copyOf(inputs);
    keywords = Map.copyOf(keywords);
    options = Map.copyOf(options);
  }
}
