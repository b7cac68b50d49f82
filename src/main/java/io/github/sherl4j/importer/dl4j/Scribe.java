package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.TensorRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One layer while it is said: its settings, what it reads, and the steps that it becomes. The last
 * step has the layer's own name, steps before it a word more. Not thread-safe.
 */
final class Scribe {

  private final Translator translator;
  private final Node node;
  private final LayerConfig config;
  private final String name;
  private final List<Value> inputs;
  private final List<Param> params = new ArrayList<>();
  private final List<String> reading = new ArrayList<>();
  private Value at;

  Scribe(Translator translator, Node node, JsonNode config, String name, List<Value> inputs) {
    this.translator = translator;
    this.node = node;
    this.config = new LayerConfig(config, translator.where(node), 2);
    this.name = name;
    this.inputs = inputs;
    this.at = inputs.get(0);
  }

  /** Another layer inside this one, whose last step gets a word more. */
  Value inner(String key, String word) {
    JsonNode inside = config.json(key);
    String type = Json.type(inside);
    Optional<Table.Entry> entry = Table.find(type);
    if (entry.isEmpty()) {
      unsupported(type + " inside it is not mapped");
      return at;
    }
    String own = word.isEmpty() ? name : name + "/" + word;
    Scribe scribe = new Scribe(translator, node, inside, own, List.of(at));
    entry.get().words().say(scribe);
    at = scribe.at;
    return at;
  }

  LayerConfig config() {
    return config;
  }

  Formats formats() {
    return translator.formats();
  }

  List<Value> inputs() {
    return inputs;
  }

  Kind kind() {
    return at.kind();
  }

  Value value() {
    return at;
  }

  /** What the axes of the result mean, if not the same as before. */
  void becomes(Kind kind) {
    at = at.as(at.ref(), kind);
  }

  /** The sequence that the rows of the result are steps of; empty if they are none. */
  void steps(Optional<TensorRef> of) {
    at = new Value(at.ref(), at.kind(), of);
  }

  /** The weights of the next step, in the order of the vector and of reading. */
  void weights(List<Param> inFile, String... inOrder) {
    params.addAll(inFile);
    reading.addAll(List.of(inOrder));
  }

  /** A step before the last. */
  void step(String word, String type, ObjectNode settings) {
    add(name + "/" + word, type, settings, List.of(at.ref()));
  }

  /** The last step. */
  void last(String type, ObjectNode settings) {
    add(name, type, settings, List.of(at.ref()));
  }

  /** The last step of a layer with several inputs. */
  void lastOfAll(String type, ObjectNode settings) {
    add(name, type, settings, inputs.stream().map(Value::ref).toList());
  }

  /** A step that also reads the sequence that its rows come from, if they come from one. */
  void stepOfRows(String word, String type, ObjectNode settings) {
    List<TensorRef> reads = new ArrayList<>(List.of(at.ref()));
    at.steps().ifPresent(reads::add);
    add(name + "/" + word, type, settings, reads);
  }

  /** The last step, which also reads another tensor. */
  void lastWith(String type, ObjectNode settings, TensorRef other) {
    add(name, type, settings, List.of(at.ref(), other));
  }

  /** The tensor of a network input or node that was said before. */
  Optional<TensorRef> tensor(String of) {
    return translator.value(of).map(Value::ref);
  }

  private void add(String own, String type, ObjectNode settings, List<TensorRef> reads) {
    if (!params.isEmpty()) {
      translator.weights().take(own, params, reading);
      params.clear();
      reading.clear();
    }
    at = at.as(translator.add(node, own, type, settings, reads), at.kind());
  }

  /** For what Deeplearning4j itself does on [batch, features, time] only. */
  void needsFeaturesFirst() {
    if (!translator.formats().sequencesFirst()) {
      unsupported(
          "on NWC sequences it is not mapped: Deeplearning4j takes the features for steps there;"
              + " use NCW");
    }
  }

  /** Says that the layer cannot be mapped. */
  void unsupported(String remedy) {
    translator.problem(node, remedy);
  }

  /** The word for the activation under a key. */
  String activation(String key) {
    return ActivationWords.of(config.json(key))
        .orElseGet(
            () -> {
              unsupported("activation " + Json.type(config.json(key)) + " is not mapped");
              return "linear";
            });
  }

  /** Sizes of spatial axes; sequences have theirs first in a list of one or two. */
  List<Long> window(String key, int axes, long least, long otherwise) {
    List<Long> given = config.has(key) ? config.integers(key) : List.of(otherwise);
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      sizes.add(given.size() == 1 ? given.get(0) : given.size() > i ? given.get(i) : least - 1);
    }
    if (sizes.stream().anyMatch(v -> v < least || v > 1 << 20)) {
      throw config.corrupt(key + " = " + given, axes + " numbers of at least " + least);
    }
    return sizes;
  }
}
