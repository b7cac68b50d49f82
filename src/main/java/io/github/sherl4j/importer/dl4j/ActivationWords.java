package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** Activations of Deeplearning4j in the words of {@code importer.layers}. */
final class ActivationWords {

  private static final Map<String, String> PLAIN =
      Map.ofEntries(
          Map.entry("ActivationIdentity", "linear"),
          Map.entry("ActivationReLU6", "relu6"),
          Map.entry("ActivationSELU", "selu"),
          Map.entry("ActivationSigmoid", "sigmoid"),
          Map.entry("ActivationTanH", "tanh"),
          Map.entry("ActivationSoftmax", "softmax"),
          Map.entry("ActivationSoftPlus", "softplus"),
          Map.entry("ActivationSoftSign", "softsign"),
          Map.entry("ActivationSwish", "swish"),
          Map.entry("ActivationMish", "mish"),
          Map.entry("ActivationHardSigmoid", "hard_sigmoid"),
          Map.entry("ActivationHardTanH", "hard_tanh"),
          Map.entry("ActivationCube", "cube"),
          Map.entry("ActivationRationalTanh", "rational_tanh"),
          Map.entry("ActivationRectifiedTanh", "rectified_tanh"));

  private ActivationWords() {}

  /** The word; empty if there is none. No function at all is the identity. */
  static Optional<String> of(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.of("linear");
    }
    return switch (Json.type(node)) {
      case "ActivationReLU" -> Optional.of(rectifier(node));
      case "ActivationLReLU" -> Optional.of("slope(" + node.path("alpha").asDouble(0.01) + ")");
      // Deeplearning4j cuts off below the mean slope when it does not train.
      case "ActivationRReLU" ->
          Optional.of(
              "at_least("
                  + (node.path("l").asDouble(1 / 8.0) + node.path("u").asDouble(1 / 3.0)) / 2
                  + ")");
      case "ActivationELU" -> Optional.of("elu(" + node.path("alpha").asDouble(1) + ")");
      case "ActivationThresholdedReLU" ->
          Optional.of("above(" + node.path("theta").asDouble(1) + ")");
      case "ActivationGELU" ->
          Optional.of(node.path("precise").asBoolean(false) ? "gelu_nd4j" : "gelu_sigmoid");
      default -> Optional.ofNullable(PLAIN.get(Json.type(node)));
    };
  }

  private static String rectifier(JsonNode node) {
    double slope = node.path("negativeSlope").asDouble(0);
    double threshold = node.path("threshold").asDouble(0);
    double largest = node.path("max").asDouble(Float.MAX_VALUE);
    return slope == 0 && threshold == 0 && largest >= Float.MAX_VALUE
        ? "relu"
        : "rectified(" + slope + "," + largest + "," + threshold + ")";
  }
}
