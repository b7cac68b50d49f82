package io.github.sherl4j.importer.layers;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.CorruptFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings of one layer, read with their types. Immutable. */
public final class LayerConfig {

  private static final long LARGEST = Integer.MAX_VALUE;

  private final JsonNode json;
  private final String where;
  private final int major;

  /**
   * Settings in the words of Keras 2 or 3.
   *
   * @param where file and layer, for messages
   * @param major see {@link #major()}
   */
  public LayerConfig(JsonNode json, String where, int major) {
    this.json = json;
    this.where = where;
    this.major = major;
  }

  /** Major version of the Keras that wrote the file; some defaults changed. */
  public int major() {
    return major;
  }

  /** File and layer, for messages. */
  public String where() {
    return where;
  }

  /** A setting as JSON; missing and null are {@code isMissingNode() || isNull()}. */
  public JsonNode json(String key) {
    return json.path(key);
  }

  JsonNode json() {
    return json;
  }

  /** Whether a setting is there and not null. */
  public boolean has(String key) {
    return json.hasNonNull(key);
  }

  /** The settings of a layer inside this one, such as the one that Bidirectional wraps. */
  public LayerConfig inner(String key) {
    JsonNode layer = json.path(key);
    return new LayerConfig(Legacy.settings(layer.path("config")), where + ", " + key, major);
  }

  /** The class of a layer inside this one. */
  public String innerType(String key) {
    return Legacy.type(json.path(key).path("class_name").asText());
  }

  /** A whole number. */
  public long integer(String key) {
    JsonNode node = json.path(key);
    if (!node.isNumber() || !node.canConvertToExactIntegral()) {
      throw corrupt(key + " = " + node, "a whole number");
    }
    long value = node.asLong();
    if (value > LARGEST || value < -LARGEST) {
      throw corrupt(key + " = " + value, "a number of at most " + LARGEST);
    }
    return value;
  }

  /** A whole number, or what it is where nothing is said. */
  public long integer(String key, long otherwise) {
    return has(key) ? integer(key) : otherwise;
  }

  /** A number of at least 1. */
  public long size(String key) {
    long value = integer(key);
    if (value < 1) {
      throw corrupt(key + " = " + value, "at least 1");
    }
    return value;
  }

  /** A number. */
  public double real(String key, double otherwise) {
    JsonNode node = json.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    JsonNode value = node.isObject() ? node.path("config").path("value") : node;
    if (!value.isNumber()) {
      throw corrupt(key + " = " + node, "a number");
    }
    return value.asDouble();
  }

  /** Yes or no. */
  public boolean flag(String key, boolean otherwise) {
    return has(key) ? json.get(key).asBoolean() : otherwise;
  }

  /** A word. */
  public String text(String key, String otherwise) {
    return has(key) ? json.get(key).asText() : otherwise;
  }

  /** Whole numbers; a single one counts as a list. */
  public List<Long> integers(String key) {
    return integers(key, json.path(key));
  }

  private List<Long> integers(String key, JsonNode node) {
    List<Long> values = new ArrayList<>();
    for (JsonNode n : node.isArray() ? node : List.of(node)) {
      if (!n.isNumber() || !n.canConvertToInt()) {
        throw corrupt(key + " = " + node, "whole numbers");
      }
      values.add(n.asLong());
    }
    return values;
  }

  /**
   * As many sizes ≥ {@code least} as there are spatial axes; a single one counts for all.
   *
   * @param otherwise what it is where nothing is said
   */
  public List<Long> sizes(String key, int axes, long least, List<Long> otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    List<Long> given = integers(key);
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      all.add(given.size() == 1 ? given.get(0) : given.size() == axes ? given.get(i) : least - 1);
    }
    if (all.stream().anyMatch(v -> v < least || v > 1 << 20)) {
      throw corrupt(key + " = " + json.get(key), axes + " numbers of at least " + least);
    }
    return List.copyOf(all);
  }

  /** Pairs (before, after) for each spatial axis, in any of the forms that Keras writes. */
  public List<List<Long>> pairs(String key, int axes, long otherwise) {
    JsonNode node = json.path(key);
    List<List<Long>> pairs = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      JsonNode own = node.isArray() && (axes > 1 || node.path(0).isArray()) ? node.path(i) : node;
      List<Long> values = has(key) ? integers(key, own) : List.of(otherwise);
      List<Long> pair = values.size() == 1 ? List.of(values.get(0), values.get(0)) : values;
      if (pair.size() != 2 || pair.stream().anyMatch(v -> v < 0 || v > 1 << 20)) {
        throw corrupt(key + " = " + node, "two sizes for each axis");
      }
      pairs.add(pair);
    }
    return pairs;
  }

  /** A list of numbers, also as the array that Keras 3 serialises; empty if there is none. */
  public Optional<double[]> numbers(String key) {
    JsonNode node = json.path(key);
    node = node.isObject() ? node.path("config").path("value") : node;
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    List<Double> all = new ArrayList<>();
    flatten(key, node, all);
    return Optional.of(all.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private void flatten(String key, JsonNode node, List<Double> all) {
    if (node.isNumber()) {
      all.add(node.asDouble());
    } else if (node.isArray()) {
      node.forEach(n -> flatten(key, n, all));
    } else {
      throw corrupt(key + " = " + node, "numbers");
    }
  }

  /** The refusal of a setting. */
  public CorruptFileException corrupt(String found, String expected) {
    return new CorruptFileException(found, expected, where, "save the model again");
  }
}
