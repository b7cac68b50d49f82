package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.CorruptFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From the JSON of a configuration to a {@link Network}, whether it is a graph or a list. */
final class NetworkReader {

  private static final int MAX_NODES = 1 << 14;

  /** What a list of layers is fed with; Deeplearning4j has no name for it. */
  static final String INPUT = "input";

  private final JsonNode json;
  private final String where;

  private NetworkReader(JsonNode json, String where) {
    this.json = json;
    this.where = where;
  }

  static Network read(String text, String where) {
    NetworkReader reader = new NetworkReader(Json.parse(text, where), where);
    return reader.json.has("vertices") ? reader.graph() : reader.list();
  }

  private boolean doubles() {
    return json.path("dataType").asText("FLOAT").equals("DOUBLE");
  }

  private Network list() {
    JsonNode layers = json.path("confs");
    if (!layers.isArray() || layers.isEmpty() || layers.size() > MAX_NODES) {
      throw corrupt("no list of layers", "the layers under confs, or a graph's vertices");
    }
    List<Node> nodes = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of(INPUT));
    String last = INPUT;
    for (int i = 0; i < layers.size(); i++) {
      JsonNode layer = layers.get(i).path("layer");
      String name = layer.path("layerName").asText("");
      name = name.isEmpty() || name.equals("null") ? "layer" + i : name;
      if (!names.add(name)) {
        name = name + "_" + i;
        if (!names.add(name)) {
          throw corrupt("two layers named " + name, "a name for each");
        }
      }
      JsonNode before = json.path("inputPreProcessors").path(String.valueOf(i));
      nodes.add(new Node(name, type(name, layer), layer, before, List.of(last), i));
      last = name;
    }
    return new Network(nodes, List.of(INPUT), List.of(last), doubles(), where);
  }

  private Network graph() {
    List<String> inputs = names("networkInputs");
    List<String> outputs = names("networkOutputs");
    JsonNode vertices = json.path("vertices");
    if (!vertices.isObject() || vertices.isEmpty() || vertices.size() > MAX_NODES) {
      throw corrupt("no vertices", "at least one");
    }
    Map<String, Node> nodes = new LinkedHashMap<>();
    int position = 0;
    for (Map.Entry<String, JsonNode> e : vertices.properties()) {
      nodes.put(e.getKey(), vertex(e.getKey(), e.getValue(), position++));
    }
    Set<String> made = new LinkedHashSet<>(inputs);
    if (made.size() != inputs.size() || inputs.stream().anyMatch(nodes::containsKey)) {
      throw corrupt("inputs " + inputs + " that have the names of others", "names of their own");
    }
    List<Node> ordered = new ArrayList<>();
    for (String name : order(inputs, nodes)) {
      Node node = nodes.get(name);
      if (inputs.contains(name)) {
        continue;
      }
      if (node == null || !made.containsAll(node.inputs()) || !made.add(name)) {
        throw corrupt(
            "an order in which " + name + " is unknown, twice there, or before what it reads",
            "every vertex once, after its inputs");
      }
      ordered.add(node);
    }
    if (ordered.size() != nodes.size() || outputs.isEmpty() || !made.containsAll(outputs)) {
      throw corrupt("outputs " + outputs + " or vertices that nothing makes", "a whole graph");
    }
    return new Network(ordered, inputs, outputs, doubles(), where);
  }

  private Node vertex(String name, JsonNode json, int position) {
    JsonNode vertex = json;
    while (Json.type(vertex).equals("FrozenVertex")) {
      vertex = vertex.path("underlying");
    }
    List<String> inputs = new ArrayList<>();
    this.json.path("vertexInputs").path(name).forEach(n -> inputs.add(n.asText()));
    if (inputs.isEmpty()) {
      throw corrupt("vertex " + name + " without inputs", "at least one");
    }
    if (!Json.type(vertex).equals("LayerVertex")) {
      return new Node(name, type(name, vertex), vertex, vertex.path(""), inputs, position);
    }
    JsonNode layer = vertex.path("layerConf").path("layer");
    JsonNode before = vertex.path("preProcessor");
    return new Node(name, type(name, layer), layer, before, inputs, position);
  }

  /** The order of the weights: the recorded one, or the one that Deeplearning4j would find. */
  private List<String> order(List<String> inputs, Map<String, Node> nodes) {
    JsonNode recorded = json.path("topologicalOrderStr");
    if (recorded.isArray() && !recorded.isEmpty()) {
      return names("topologicalOrderStr");
    }
    List<String> names = new ArrayList<>(inputs);
    names.addAll(nodes.keySet());
    return SortedVertices.of(names, n -> nodes.containsKey(n) ? nodes.get(n).inputs() : List.of())
        .orElseThrow(() -> corrupt("vertices that read each other", "a graph without cycles"));
  }

  private List<String> names(String key) {
    List<String> all = new ArrayList<>();
    json.path(key).forEach(n -> all.add(n.asText()));
    if (all.size() > MAX_NODES + 1) {
      throw corrupt(all.size() + " names under " + key, "at most " + MAX_NODES);
    }
    return all;
  }

  private String type(String name, JsonNode layer) {
    String type = Json.type(layer);
    if (!type.isEmpty()) {
      return type;
    }
    boolean named = layer.size() == 1 && layer.iterator().next().isObject();
    if (named) {
      String word = layer.fieldNames().next();
      throw Older.refusal("layer " + name + " (" + word + ") in the form of 0.x", where);
    }
    throw corrupt("layer " + name + " without a class", "a class for each layer and vertex");
  }

  private CorruptFileException corrupt(String found, String expected) {
    return new CorruptFileException(found, expected, where, "save the network again");
  }
}
