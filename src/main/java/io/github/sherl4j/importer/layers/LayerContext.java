package io.github.sherl4j.importer.layers;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.UnsupportedOpException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * One call of a layer, as its {@link LayerMapper} sees it: settings, inputs, weights, and the graph
 * to add to. Weights are asked for in the order in which Keras makes them. Not thread-safe.
 */
public final class LayerContext {

  private final GraphBuilder builder;
  private final LayerCall call;
  private final LayerConfig config;
  private final LayerWeights weights;
  private final String name;
  private final List<LayerTensor> inputs;
  private final Map<String, LayerTensor> keywords;
  private final Set<String> readOptions = new LinkedHashSet<>();
  private final Set<String> readWeights = new LinkedHashSet<>();
  private final List<LayerTensor> results = new ArrayList<>();

  /** The layer that this one lies in, as TimeDistributed holds another; null if it is no part. */
  private final LayerContext outer;

  private final String type;

  private LayerContext(LayerContext outer, String type, LayerConfig config, LayerTensor input) {
    this.builder = outer.builder;
    this.call = outer.call;
    this.config = config;
    this.weights = outer.weights;
    this.name = outer.name;
    this.inputs = List.of(input);
    this.keywords = Map.of();
    this.outer = outer;
    this.type = type;
  }

  LayerContext(
      GraphBuilder builder,
      LayerCall call,
      LayerWeights weights,
      String name,
      List<LayerTensor> inputs,
      Map<String, LayerTensor> keywords) {
    this.builder = builder;
    this.call = call;
    this.config = call.layer().config();
    this.weights = weights;
    this.name = name;
    this.inputs = List.copyOf(inputs);
    this.keywords = keywords;
    this.outer = null;
    this.type = call.layer().type();
  }

  /**
   * Applies a layer that lies in this one to a tensor; its weights are the next ones of this layer.
   *
   * @return its first result, which has no name of its own
   */
  public LayerTensor apply(String type, LayerConfig settings, LayerTensor input) {
    LayerContext part = new LayerContext(this, type, settings, input);
    builder.mapper(type).map(part);
    return part.results.get(0);
  }

  /** The graph to add to. */
  public SameDiff graph() {
    return builder.graph();
  }

  /** Float type of weights and tensors. */
  public DataType dtype() {
    return builder.dtype();
  }

  /** The layer's class. */
  public String type() {
    return type;
  }

  /** The layer's settings. */
  public LayerConfig config() {
    return config;
  }

  /** Tensors given by position. */
  public List<LayerTensor> inputs() {
    return inputs;
  }

  /** The only input; refuses several. */
  public LayerTensor input() {
    if (inputs.size() != 1) {
      throw unsupported(inputs.size() + " inputs", "one input", "give the layer a single tensor");
    }
    return inputs.get(0);
  }

  /** The only input, which must have so many dimensions. */
  public LayerTensor input(int rank) {
    LayerTensor in = input();
    if (in.rank() != rank) {
      throw config.corrupt("an input of shape " + in.shape(), rank + " dimensions");
    }
    return in;
  }

  /** A tensor given by name. */
  public Optional<LayerTensor> keyword(String key) {
    readOptions.add(key);
    return Optional.ofNullable(keywords.get(key));
  }

  /** Whether an argument is given and true. */
  public boolean option(String key) {
    readOptions.add(key);
    JsonNode value = call.options().get(key);
    return value != null && value.asBoolean();
  }

  /** An argument that is no tensor; {@code arg1} is the second by position. */
  public Optional<JsonNode> argument(String key) {
    readOptions.add(key);
    return Optional.ofNullable(call.options().get(key)).filter(v -> !v.isNull());
  }

  /** A float weight, {@code <layer>/<role>}; −1 is a size that only the file knows. */
  public SDVariable weight(String role, long... shape) {
    return weight(role, false, shape);
  }

  /** A weight that holds statistics of the training data. */
  public SDVariable statistic(String role, long... shape) {
    return weight(role, true, shape);
  }

  private SDVariable weight(String role, boolean statistic, long... shape) {
    if (outer != null) {
      return outer.weight(role, statistic, shape);
    }
    String full = call.layer().fullName() + "/" + role;
    readWeights.add(full);
    SDVariable known = weights.known(role);
    if (known == null) {
      known = builder.weight(full, weights.next(role, shape), statistic);
      weights.known(role, known);
    }
    return known;
  }

  /** Says that a tensor holds indices into so many rows, so that they are checked when fed. */
  public void indices(LayerTensor tensor, long rows) {
    builder.ids(tensor, rows);
  }

  /** Shapes of the layer's weights in the file. */
  public List<List<Long>> weightShapes() {
    return weights.shapes();
  }

  /** Reads over a weight that inference does not need, such as a counter. */
  public void skipWeight(String role) {
    weights.known(role, graph().constant(0.0));
  }

  /** Gives the next result, with the mask of the first input. */
  public void result(SDVariable y, List<Long> shape) {
    result(y, shape, inputs.get(0).mask());
  }

  /** Gives the next result. */
  public void result(SDVariable y, List<Long> shape, Optional<SDVariable> mask) {
    int index = results.size();
    if (outer != null) {
      results.add(new LayerTensor(name, y, shape, mask));
      return;
    }
    String own = index == 0 ? name : name + "/output_" + index;
    results.add(builder.named(own, y, shape, mask, config));
  }

  /** Applies the layer's own activation and gives the result. */
  public void activated(SDVariable y, List<Long> shape) {
    Activation act = Activation.of(config, "activation", "linear");
    if (act.isLinear() || outer != null) {
      result(act.apply(graph(), y, shape.size()), shape);
      return;
    }
    LayerTensor before = builder.named(name + "/linear", y, shape, inputs.get(0).mask(), config);
    step(type(), tensorNames(), List.copyOf(readWeights), List.of(before));
    readWeights.clear();
    result(act.apply(graph(), before.variable(), shape.size()), shape);
    step(act.name(), List.of(before.name()), List.of(), results);
    readWeights.add(DONE);
  }

  private static final String DONE = "\0";

  private List<String> tensorNames() {
    List<String> names = new ArrayList<>();
    inputs.forEach(t -> names.add(t.name()));
    keywords.values().forEach(t -> names.add(t.name()));
    return names.stream().distinct().toList();
  }

  private void step(
      String type, List<String> reads, List<String> ownWeights, List<LayerTensor> made) {
    builder.step(type, reads, ownWeights, made);
  }

  /** What came out; everything that was given must have been used. */
  List<LayerTensor> finish() {
    if (results.isEmpty()) {
      throw new IllegalStateException(type() + " gave no result");
    }
    call.options()
        .forEach(
            (key, value) -> {
              boolean idle = value.isNull() || (value.isBoolean() && !value.asBoolean());
              if (!readOptions.contains(key) && !idle) {
                throw unsupported(
                    "argument " + key + " = " + value,
                    "arguments that the layer's mapper knows",
                    "call the layer without it");
              }
            });
    for (String key : keywords.keySet()) {
      if (!readOptions.contains(key)) {
        throw unsupported(
            "a tensor as argument " + key,
            "arguments that the layer's mapper knows",
            "call the layer without it");
      }
    }
    if (weights.left() > 0) {
      throw weights.corrupt(
          weights.left() + " weights too many", "the weights that the settings say");
    }
    if (!readWeights.remove(DONE)) {
      step(type(), tensorNames(), List.copyOf(readWeights), results);
    }
    return results;
  }

  /**
   * Reshapes to a shape whose unknown sizes, if more than one, are those of another tensor at the
   * same places.
   */
  public SDVariable reshape(SDVariable x, List<Long> shape, LayerTensor like) {
    return builder.reshape(x, shape, like);
  }

  /** The refusal of something that Keras can do and this cannot. */
  public UnsupportedOpException unsupported(String found, String expected, String remedy) {
    return new UnsupportedOpException(found, expected, config.where(), remedy);
  }
}
