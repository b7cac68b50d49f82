package io.github.sherl4j.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.layers.LayerCall;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerGraph;
import io.github.sherl4j.importer.layers.LayerSpec;
import io.github.sherl4j.importer.layers.Legacy;
import io.github.sherl4j.importer.layers.TensorRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From the JSON of a model to its layers and calls, whichever Keras wrote it. */
final class ConfigReader {

  private static final int MAX_DEPTH = 16;
  private static final int MAX_LAYERS = 1 << 16;

  private final String where;
  private final int major;

  private ConfigReader(String where, int major) {
    this.where = where;
    this.major = major;
  }

  static LayerGraph read(ModelSource source) {
    String version = source.version();
    int major =
        version.isEmpty() || !Character.isDigit(version.charAt(0)) ? 2 : version.charAt(0) - '0';
    JsonNode config = source.config();
    if (config.path("config").path("layers").path(0).has("module")) {
      major = 3;
    }
    ConfigReader reader = new ConfigReader(source.where(), major);
    if (!isModel(config)) {
      throw new UnsupportedOpException(
          "a model of class " + config.path("class_name").asText("?"),
          "Sequential or Functional",
          source.where(),
          "rebuild it with the functional API: a subclass's call method is not in the file");
    }
    LayerGraph graph = reader.model(config, List.of(), "");
    boolean flipped = major == 1 && source.backend().equals("theano");
    if (flipped && graph.plain().anyMatch(l -> l.type().contains("Conv"))) {
      throw new UnsupportedOpException(
          "convolutions of Keras 1 on Theano, whose kernels are turned round",
          "kernels as TensorFlow has them",
          source.where(),
          "load and save the model once with Keras 2");
    }
    return graph;
  }

  private static boolean isModel(JsonNode layer) {
    JsonNode config = layer.path("config");
    return layer.path("class_name").asText().equals("Sequential")
        || (config.path("layers").isArray() && config.has("output_layers"));
  }

  private LayerGraph model(JsonNode model, List<String> path, String archive) {
    if (path.size() > MAX_DEPTH) {
      throw corrupt("models nested " + path.size() + " deep", "at most " + MAX_DEPTH);
    }
    JsonNode config = model.path("config");
    JsonNode list = config.isArray() ? config : config.path("layers");
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_LAYERS) {
      throw corrupt("no list of layers", "at least one layer");
    }
    List<LayerSpec> layers = layers(list, path, archive);
    return model.path("class_name").asText().equals("Sequential")
        ? sequential(config, layers)
        : functional(config, list, layers);
  }

  private List<LayerSpec> layers(JsonNode list, List<String> path, String archive) {
    Map<String, Integer> counts = new HashMap<>();
    Set<String> names = new LinkedHashSet<>();
    List<LayerSpec> layers = new ArrayList<>();
    for (JsonNode layer : list) {
      String type = layer.path("class_name").asText("");
      String name = layer.path("config").path("name").asText(layer.path("name").asText(""));
      if (layer.path("config").isArray() && name.isEmpty()) {
        name = "sequential_" + layers.size();
      }
      if (type.isEmpty() || name.isEmpty() || !names.add(name)) {
        throw corrupt("layer " + layers.size() + " named \"" + name + "\"", "a class and a name");
      }
      String snake = Legacy.snake(type);
      int count = counts.merge(snake, 1, Integer::sum) - 1;
      String place = archive + (archive.isEmpty() ? "" : "/") + "layers/" + snake;
      place = count == 0 ? place : place + "_" + count;
      List<String> own = new ArrayList<>(path);
      own.add(name);
      LayerConfig settings =
          new LayerConfig(
              Legacy.settings(layer.path("config")),
              where + ", layer " + String.join("/", own) + " (" + type + ")",
              major);
      Optional<LayerGraph> inner =
          isModel(layer) ? Optional.of(model(layer, own, place)) : Optional.empty();
      String kind = operation(layer) ? LayerSpec.OPERATION + type : Legacy.type(type);
      layers.add(new LayerSpec(kind, own, settings, layers.size(), place, inner));
    }
    return layers;
  }

  /** Keras 3 saves functions such as {@code ops.add} as if they were layers. */
  private static boolean operation(JsonNode layer) {
    String module = layer.path("module").asText("");
    return module.startsWith("keras.src.ops") || module.startsWith("keras.ops");
  }

  private LayerGraph sequential(JsonNode config, List<LayerSpec> layers) {
    List<LayerSpec> all = new ArrayList<>(layers);
    if (!layers.get(0).type().equals(LayerSpec.INPUT)) {
      all.add(0, input(config, layers.get(0)));
    }
    List<LayerCall> calls = new ArrayList<>();
    TensorRef last = new TensorRef(all.get(0).name(), 0, 0);
    TensorRef first = last;
    for (LayerSpec layer : all.subList(1, all.size())) {
      calls.add(new LayerCall(layer, 0, List.of(last), Map.of(), Map.of()));
      last = new TensorRef(layer.name(), 0, 0);
    }
    return new LayerGraph(all, calls, List.of(first), List.of(last));
  }

  /** The input that Keras makes for a Sequential model that begins with another layer. */
  private LayerSpec input(JsonNode config, LayerSpec first) {
    LayerConfig shape = first.config();
    if (first.model().isPresent()) {
      LayerGraph inner = first.model().get();
      shape = inner.layer(inner.inputs().get(0).layer()).config();
    } else if (shape.json("batch_input_shape").isMissingNode()
        && shape.json("batch_shape").isMissingNode()
        && config.path("build_input_shape").isArray()) {
      ObjectNode made = JsonNodeFactory.instance.objectNode();
      made.set("batch_input_shape", config.get("build_input_shape"));
      shape = new LayerConfig(made, first.config().where(), major);
    }
    List<String> path = new ArrayList<>(first.path());
    path.set(path.size() - 1, first.name() + "_input");
    return new LayerSpec(LayerSpec.INPUT, path, shape, 0, first.archivePath(), Optional.empty());
  }

  private LayerGraph functional(JsonNode config, JsonNode list, List<LayerSpec> layers) {
    List<LayerCall> open = new ArrayList<>();
    Set<TensorRef> made = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      LayerSpec layer = layers.get(i);
      if (layer.type().equals(LayerSpec.INPUT)) {
        made.add(new TensorRef(layer.name(), 0, 0));
        continue;
      }
      int number = 0;
      for (JsonNode node : list.get(i).path("inbound_nodes")) {
        open.add(new NodeReader(layer.config().where()).call(layer, number++, node));
      }
    }
    List<LayerCall> calls = ordered(open, made);
    return new LayerGraph(
        layers,
        calls,
        NodeReader.ends(config.path("input_layers"), where),
        NodeReader.ends(config.path("output_layers"), where));
  }

  private List<LayerCall> ordered(List<LayerCall> open, Set<TensorRef> inputs) {
    Set<String> made = new LinkedHashSet<>();
    inputs.forEach(r -> made.add(r.layer() + " " + r.call()));
    List<LayerCall> calls = new ArrayList<>();
    List<LayerCall> rest = open;
    while (!rest.isEmpty()) {
      List<LayerCall> later = new ArrayList<>();
      for (LayerCall call : rest) {
        boolean ready =
            call.inputs().stream().allMatch(r -> made.contains(r.layer() + " " + r.call()))
                && call.keywords().values().stream()
                    .allMatch(r -> made.contains(r.layer() + " " + r.call()));
        if (ready) {
          calls.add(call);
          made.add(call.layer().name() + " " + call.number());
        } else {
          later.add(call);
        }
      }
      if (later.size() == rest.size()) {
        throw corrupt(
            "layer " + later.get(0).layer().fullName() + ", which waits for what nothing makes",
            "a graph without cycles");
      }
      rest = later;
    }
    return calls;
  }

  private CorruptFileException corrupt(String found, String expected) {
    return new CorruptFileException(found, expected, where, "save the model again");
  }
}
