package io.github.sherl4j.importer.layers.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** Arguments of functions that were saved like layers: in the call, or in the settings. */
final class Arguments {

  private Arguments() {}

  static LayerConfig settings(LayerContext layer, Map<String, String> words) {
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    words.forEach(made::put);
    return new LayerConfig(made, layer.config().where(), layer.config().major());
  }

  /** A number as a tensor. */
  static SDVariable number(LayerContext layer, JsonNode value) {
    JsonNode number = value.isObject() ? value.path("config").path("value") : value;
    if (!number.isNumber()) {
      throw layer.unsupported("the argument " + value, "a tensor or a number", "use a layer");
    }
    return layer.graph().constant(Nd4j.scalar(number.asDouble()).castTo(layer.dtype()));
  }

  /** Looks in the call by name and position, then in the settings. */
  static Optional<JsonNode> find(LayerContext layer, String name, int position) {
    Optional<JsonNode> given = layer.argument(name);
    given = given.isPresent() ? given : layer.argument("arg" + position);
    JsonNode set = layer.config().json(name);
    return given.isPresent() || set.isMissingNode() || set.isNull() ? given : Optional.of(set);
  }

  /** Whole numbers; a single one counts as a list. */
  static List<Long> integers(LayerContext layer, JsonNode node) {
    List<Long> all = new ArrayList<>();
    for (JsonNode n : node.isArray() ? node : List.of(node)) {
      if (!n.canConvertToInt() || !n.isNumber()) {
        throw layer.config().corrupt("the argument " + node, "whole numbers");
      }
      all.add(n.asLong());
    }
    return all;
  }

  static int axis(LayerContext layer, long otherwise, int rank) {
    List<Long> given =
        find(layer, "axis", 1).map(n -> integers(layer, n)).orElse(List.of(otherwise));
    return counted(layer, given.get(0), rank);
  }

  static int counted(LayerContext layer, long axis, int rank) {
    long at = axis < 0 ? axis + rank : axis;
    if (at < 0 || at >= rank) {
      throw layer.config().corrupt("axis " + axis, "an axis of " + rank);
    }
    return (int) at;
  }
}
