package io.github.sherl4j.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.layers.LayerCall;
import io.github.sherl4j.importer.layers.LayerSpec;
import io.github.sherl4j.importer.layers.TensorRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one entry of {@code inbound_nodes}: lists {@code [layer, call, output, {keywords}]} of
 * Keras 1 and 2, or {@code {args, kwargs}} with {@code __keras_tensor__}s of Keras 3.
 */
record NodeReader(String where) {

  LayerCall call(LayerSpec layer, int number, JsonNode node) {
    List<TensorRef> inputs = new ArrayList<>();
    Map<String, TensorRef> keywords = new LinkedHashMap<>();
    Map<String, JsonNode> options = new LinkedHashMap<>();
    if (node.isObject() && node.has("args")) {
      arguments(node.get("args"), inputs, options);
      keywords(node.path("kwargs"), keywords, options);
    } else if (isList(node)) {
      old(node, inputs, keywords, options);
    } else if (node.isArray()) {
      node.forEach(n -> old(n, inputs, keywords, options));
    } else {
      throw corrupt("a node " + node);
    }
    if (inputs.isEmpty()) {
      throw corrupt("a call without inputs");
    }
    return new LayerCall(layer, number, inputs, keywords, options);
  }

  private void old(
      JsonNode entry,
      List<TensorRef> inputs,
      Map<String, TensorRef> keywords,
      Map<String, JsonNode> options) {
    if (!isList(entry)) {
      throw new UnsupportedOpException(
          "an input " + entry,
          "tensors of other layers",
          where,
          "write the layer with tensors alone");
    }
    if (entry.get(1).asInt() < 0) {
      throw new UnsupportedOpException(
          "a constant among the inputs",
          "tensors of other layers",
          where,
          "write the operation as a layer, such as Rescaling");
    }
    inputs.add(ref(entry));
    keywords(entry.path(3), keywords, options);
  }

  private static void keywords(
      JsonNode given, Map<String, TensorRef> keywords, Map<String, JsonNode> options) {
    given
        .properties()
        .forEach(
            e -> {
              JsonNode value = e.getValue();
              if (isTensor(value)) {
                keywords.put(e.getKey(), history(value));
              } else if (isList(value)) {
                keywords.put(e.getKey(), ref(value));
              } else {
                options.put(e.getKey(), value);
              }
            });
  }

  /** By position: tensors are inputs, whatever else there is goes by {@code arg<position>}. */
  private static void arguments(
      JsonNode args, List<TensorRef> inputs, Map<String, JsonNode> options) {
    for (int i = 0; i < args.size(); i++) {
      int before = inputs.size();
      tensors(args.get(i), inputs);
      if (inputs.size() == before && !args.get(i).isNull()) {
        options.put("arg" + i, args.get(i));
      }
    }
  }

  private static void tensors(JsonNode node, List<TensorRef> found) {
    if (isTensor(node)) {
      found.add(history(node));
    } else if (node.isArray()) {
      node.forEach(n -> tensors(n, found));
    } else if (node.isObject()) {
      node.properties().forEach(e -> tensors(e.getValue(), found));
    }
  }

  /** Tensors that a model is fed with or gives, in whatever nesting. */
  static List<TensorRef> ends(JsonNode node, String where) {
    List<TensorRef> found = new ArrayList<>();
    ends(node, found);
    if (found.isEmpty()) {
      throw new CorruptFileException(
          "no inputs or outputs of the model", "at least one", where, "save the model again");
    }
    return found;
  }

  private static void ends(JsonNode node, List<TensorRef> found) {
    if (isList(node)) {
      found.add(ref(node));
    } else if (node.isArray()) {
      node.forEach(n -> ends(n, found));
    } else if (node.isObject()) {
      node.properties().forEach(e -> ends(e.getValue(), found));
    }
  }

  private static boolean isTensor(JsonNode node) {
    return node.path("class_name").asText().equals("__keras_tensor__");
  }

  private static TensorRef history(JsonNode tensor) {
    return ref(tensor.path("config").path("keras_history"));
  }

  private static boolean isList(JsonNode node) {
    return node.isArray()
        && node.size() >= 3
        && node.get(0).isTextual()
        && node.get(1).isInt()
        && node.get(2).isInt();
  }

  private static TensorRef ref(JsonNode list) {
    return new TensorRef(list.path(0).asText(), list.path(1).asInt(), list.path(2).asInt());
  }

  private CorruptFileException corrupt(String found) {
    return new CorruptFileException(found, "inputs of a layer", where, "save the model again");
  }
}
