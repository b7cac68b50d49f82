package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.layers.LayerCall;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerGraph;
import io.github.sherl4j.importer.layers.LayerSpec;
import io.github.sherl4j.importer.layers.TensorRef;
import io.github.sherl4j.internal.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From a network to a graph of layers in the words of {@code importer.layers}. Used once. */
final class Translator {

  private static final String TURN = "Permute";

  /** What may stand where sequences are taken as rows: it works on the last axis alone. */
  static final Set<String> ON_ROWS =
      Set.of(
          "DenseLayer",
          "OutputLayer",
          "ActivationLayer",
          "LossLayer",
          "DropoutLayer",
          "BatchNormalization",
          "MergeVertex",
          "ElementWiseVertex",
          "SubsetVertex",
          "ScaleVertex",
          "ShiftVertex",
          "PreprocessorVertex");

  private final Network network;
  private final Formats formats;
  private final Plan plan = new Plan();
  private final Map<String, Problem> problems = new LinkedHashMap<>();
  private final Map<String, Value> values = new HashMap<>();
  private final List<LayerSpec> layers = new ArrayList<>();
  private final List<LayerCall> calls = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  Translator(Network network) {
    this.network = network;
    this.formats = Formats.of(network);
  }

  Formats formats() {
    return formats;
  }

  Plan weights() {
    return plan;
  }

  /** What cannot be mapped, one entry a layer; known after {@link #graph}. */
  List<Problem> problems() {
    return List.copyOf(problems.values());
  }

  void problem(Node node, String remedy) {
    problems.putIfAbsent(node.name(), new Problem(node, remedy));
  }

  Optional<Value> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String where(Node node) {
    return network.where()
        + ", layer "
        + node.name()
        + " ("
        + node.type()
        + ", position "
        + node.position()
        + ")";
  }

  /** Says every node; to be called once. */
  LayerGraph graph(ImportOptions options) {
    InputKinds kinds = new InputKinds(network, formats, options);
    List<TensorRef> inputs = new ArrayList<>();
    for (String input : network.inputs()) {
      inputs.add(input(input, kinds));
    }
    for (Node node : network.nodes()) {
      say(node);
    }
    List<TensorRef> outputs = network.outputs().stream().map(this::output).toList();
    return new LayerGraph(layers, calls, inputs, outputs);
  }

  private TensorRef input(String name, InputKinds kinds) {
    Kind kind = kinds.kind(name);
    ObjectNode settings = Json.object();
    ArrayNode shape = settings.putArray("batch_shape").addNull();
    for (long size : kinds.sizes(name, kind)) {
      if (size < 0) {
        shape.addNull();
      } else {
        shape.add(size);
      }
    }
    settings.put("dtype", kind == Kind.IDS ? "int32" : network.doubles() ? "float64" : "float32");
    LayerSpec layer =
        layer(name, LayerSpec.INPUT, settings, network.where() + ", input " + name, 0);
    TensorRef ref = new TensorRef(layer.name(), 0, 0);
    TensorRef inside = ref;
    if ((kind == Kind.MAPS && formats.mapsFirst())
        || (kind == Kind.SEQUENCE && formats.sequencesFirst())) {
      List<Long> dims = kind == Kind.MAPS ? List.of(2L, 3L, 1L) : List.of(2L, 1L);
      inside = turn(name + "/channels_last", dims, ref);
    }
    values.put(name, new Value(inside, kind, Optional.empty()));
    return ref;
  }

  private TensorRef turn(String name, List<Long> dims, TensorRef from) {
    ObjectNode settings = Json.object();
    settings.set("dims", Json.list(dims));
    return call(layer(name, TURN, settings, network.where() + ", " + name, 0), List.of(from));
  }

  private TensorRef output(String name) {
    Value v = values.get(name);
    return switch (v.kind()) {
      case MAPS ->
          formats.mapsFirst()
              ? turn(name + "/channels_first", List.of(3L, 1L, 2L), v.ref())
              : v.ref();
      case SEQUENCE ->
          formats.sequencesFirst()
              ? turn(name + "/channels_first", List.of(2L, 1L), v.ref())
              : v.ref();
      case ROWS ->
          call(
              layer(name + "/rows", "StepsToRows", Json.object(), network.where(), 0),
              List.of(v.ref()));
      default -> v.ref();
    };
  }

  private void say(Node node) {
    List<Value> read = new ArrayList<>(node.inputs().stream().map(values::get).toList());
    Scribe scribe = new Scribe(this, node, node.config(), node.name(), read);
    Preprocessors.say(scribe, node.preprocessor());
    Optional<Table.Entry> entry = Table.find(node.type());
    if (entry.isEmpty()) {
      problem(
          node,
          "replace it with a layer that is mapped, or cut the network before it with"
              + " TransferLearning; "
              + Names.didYouMean(node.type(), Table.types()));
    } else if (fits(node, entry.get(), scribe.kind())) {
      entry.get().words().say(scribe);
    }
    values.put(node.name(), scribe.value());
  }

  private boolean fits(Node node, Table.Entry entry, Kind kind) {
    String type =
        node.type().startsWith("FrozenLayer")
            ? Json.type(InputKinds.unwrapped(node.config()))
            : node.type();
    if (kind == Kind.ROWS && !ON_ROWS.contains(type)) {
      problem(node, "on the rows of sequences it is not mapped; put it before or after them");
      return false;
    }
    Kind wanted = entry.demand().orElse(kind);
    boolean fits =
        switch (wanted) {
          case FLAT -> kind != Kind.MAPS && kind != Kind.IDS;
          case IDS -> kind != Kind.MAPS;
          default -> kind == wanted;
        };
    if (!fits) {
      throw new CorruptFileException(
          "an input that is " + kind,
          "one that is " + wanted,
          where(node),
          "put an input preprocessor before it, or let setInputType(s) do it");
    }
    return true;
  }

  /** Adds a step of a node. */
  TensorRef add(Node node, String name, String type, ObjectNode settings, List<TensorRef> reads) {
    return call(layer(name, type, settings, where(node), node.position()), reads);
  }

  private LayerSpec layer(
      String name, String type, ObjectNode settings, String where, int position) {
    if (name.isEmpty() || !names.add(name)) {
      throw new CorruptFileException(
          "two steps named \"" + name + "\"", "a name for each", where, "rename one of them");
    }
    if (network.doubles() && !settings.has("dtype")) {
      settings.put("dtype", "float64");
    }
    JsonNode json = settings;
    LayerSpec layer =
        new LayerSpec(
            type, List.of(name), new LayerConfig(json, where, 2), position, "", Optional.empty());
    layers.add(layer);
    return layer;
  }

  private TensorRef call(LayerSpec layer, List<TensorRef> reads) {
    calls.add(new LayerCall(layer, 0, reads, Map.of(), Map.of()));
    return new TensorRef(layer.name(), 0, 0);
  }
}
