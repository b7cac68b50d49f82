package io.github.sherl4j.importer.layers;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.engine.SafeOps;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * An activation function by name.
 *
 * @param name the name in Keras
 * @param function what it does; it also gets the number of dimensions
 */
public record Activation(String name, Function function) {

  /** Adds the function to a graph. */
  @FunctionalInterface
  public interface Function {
    /** The result for an input of so many dimensions. */
    SDVariable apply(SameDiff sd, SDVariable x, int rank);
  }

  private static final Map<String, Function> ALL = new TreeMap<>();

  private static void add(String name, Function f) {
    ALL.put(name, f);
  }

  static {
    add("linear", (sd, x, r) -> x);
    add("relu", (sd, x, r) -> sd.nn.relu(x, 0));
    add("relu6", (sd, x, r) -> sd.math.clipByValue(x, 0, 6));
    add("elu", (sd, x, r) -> SafeOps.elu(sd, x, 1, 1));
    double scale = 1.0507009873554805;
    add("selu", (sd, x, r) -> SafeOps.elu(sd, x, 1.6732632423543772, 1).mul(scale));
    add("gelu", (sd, x, r) -> SafeOps.gelu(sd, x));
    add("sigmoid", (sd, x, r) -> sd.nn.sigmoid(x));
    add("tanh", (sd, x, r) -> sd.math.tanh(x));
    add("softmax", (sd, x, r) -> sd.nn.softmax(x, r - 1));
    add("log_softmax", (sd, x, r) -> SafeOps.logSoftmax(sd, x, r - 1));
    add("softplus", (sd, x, r) -> softplus(sd, x));
    add("softsign", (sd, x, r) -> x.div(sd.math.abs(x).add(1.0)));
    add("exponential", (sd, x, r) -> sd.math.exp(x));
    for (String name : new String[] {"swish", "silu"}) {
      add(name, (sd, x, r) -> x.mul(sd.nn.sigmoid(x)));
    }
    for (String name : new String[] {"hard_swish", "hard_silu"}) {
      add(name, (sd, x, r) -> x.mul(sd.math.clipByValue(x.add(3.0), 0, 6)).mul(1 / 6.0));
    }
    add("mish", (sd, x, r) -> x.mul(sd.math.tanh(softplus(sd, x))));
    add("leaky_relu", (sd, x, r) -> relu(sd, x, 0.2, null, 0));
    add("hard_tanh", (sd, x, r) -> sd.math.clipByValue(x, -1, 1));
    add("tanh_shrink", (sd, x, r) -> x.sub(sd.math.tanh(x)));
    add("log_sigmoid", (sd, x, r) -> softplus(sd, x.neg()).neg());
    add("gelu_nd4j", (sd, x, r) -> geluOfNd4j(sd, x));
    add("gelu_sigmoid", (sd, x, r) -> x.mul(sd.nn.sigmoid(x.mul(1.702))));
    add("cube", (sd, x, r) -> x.mul(x).mul(x));
    add("rectified_tanh", (sd, x, r) -> sd.nn.relu(sd.math.tanh(x), 0));
    add("rational_tanh", (sd, x, r) -> rationalTanh(sd, x));
    add("celu", (sd, x, r) -> SafeOps.elu(sd, x, 1, 1));
  }

  /** The precise GELU of ND4J, which takes the factor of the cube to the power of three as well. */
  private static SDVariable geluOfNd4j(SameDiff sd, SDVariable x) {
    SDVariable small = x.mul(0.044715);
    SDVariable inner = x.add(small.mul(small).mul(small)).mul(Math.sqrt(2 / Math.PI));
    return x.mul(0.5).mul(sd.math.tanh(inner).add(1.0));
  }

  /** 1.7159 · tanh of 2x/3 in a rational approximation. */
  private static SDVariable rationalTanh(SameDiff sd, SDVariable x) {
    SDVariable y = sd.math.abs(x.mul(2 / 3.0));
    SDVariable square = y.mul(y);
    SDVariable below = y.add(1.0).add(square).add(square.mul(square).mul(1.41645));
    return sd.math.sign(x).mul(sd.math.reciprocal(below).rsub(1.0)).mul(1.7159);
  }

  private static SDVariable softplus(SameDiff sd, SDVariable x) {
    return sd.nn.relu(x, 0).add(sd.math.log(sd.math.exp(sd.math.abs(x).neg()).add(1.0)));
  }

  /** Rectification as Keras defines it: slope below a threshold, and a largest value. */
  public static SDVariable relu(
      SameDiff sd, SDVariable x, double slope, Double largest, double threshold) {
    SDVariable y;
    if (threshold == 0) {
      y = sd.nn.relu(x, 0);
    } else {
      y = x.mul(sd.gte(x, threshold).castTo(x.dataType()));
    }
    if (largest != null) {
      y = sd.math.clipByValue(y, -Float.MAX_VALUE, largest);
    }
    return slope == 0 ? y : y.sub(sd.nn.relu(x.sub(threshold).neg(), 0).mul(slope));
  }

  /** The activation that a setting names. */
  public static Activation of(LayerConfig config, String key, String otherwise) {
    return find(config, key, otherwise)
        .orElseThrow(() -> config.corrupt(key + " = " + config.json(key), "a known activation"));
  }

  /** What is wrong with the activation that a setting names; empty if nothing is. */
  public static Optional<String> objection(LayerConfig config, String key) {
    return find(config, key, "linear").isPresent()
        ? Optional.empty()
        : Optional.of("activation " + config.json(key) + " is not mapped; known: " + ALL.keySet());
  }

  private static Optional<Activation> find(LayerConfig config, String key, String otherwise) {
    JsonNode node = config.json(key);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.of(new Activation(otherwise, function(otherwise, config.major())));
    }
    String name = node.isObject() ? word(node) : node.asText();
    Function f = function(name, config.major());
    return f == null ? Optional.empty() : Optional.of(new Activation(name, f));
  }

  /** Keras 2 writes functions as objects at times, and layers in their place. */
  private static String word(JsonNode node) {
    JsonNode inner = node.path("config");
    if (inner.isTextual()) {
      return inner.asText();
    }
    String type = node.path("class_name").asText();
    boolean plain = inner.path("max_value").isMissingNode() || inner.path("max_value").isNull();
    return plain && type.equals("ReLU") ? "relu" : Legacy.snake(type) + " with settings";
  }

  private static Function function(String name, int major) {
    if (name.equals("hard_sigmoid")) {
      return major >= 3
          ? (sd, x, r) -> sd.math.clipByValue(x.add(3.0), 0, 6).mul(1 / 6.0)
          : (sd, x, r) -> sd.math.clipByValue(x.mul(0.2).add(0.5), 0, 1);
    }
    return ALL.containsKey(name) ? ALL.get(name) : NumberedActivations.find(name).orElse(null);
  }

  /** Whether it leaves everything as it is. */
  public boolean isLinear() {
    return name.equals("linear");
  }

  /** Adds the function to a graph. */
  public SDVariable apply(SameDiff sd, SDVariable x, int rank) {
    return function.apply(sd, x, rank);
  }
}
