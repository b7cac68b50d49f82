package io.github.sherl4j.importer.layers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** The words of Keras 1 in those of Keras 2; what is modern already stays as it is. */
public final class Legacy {

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("Convolution1D", "Conv1D"),
          Map.entry("Convolution2D", "Conv2D"),
          Map.entry("Convolution3D", "Conv3D"),
          Map.entry("AtrousConvolution1D", "Conv1D"),
          Map.entry("AtrousConvolution2D", "Conv2D"),
          Map.entry("SeparableConvolution2D", "SeparableConv2D"),
          Map.entry("Deconvolution2D", "Conv2DTranspose"),
          Map.entry("Convolution1DTranspose", "Conv1DTranspose"),
          Map.entry("Convolution2DTranspose", "Conv2DTranspose"),
          Map.entry("BatchNormalizationV1", "BatchNormalization"),
          Map.entry("BatchNormalizationV2", "BatchNormalization"));

  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("nb_filter", "filters"),
          Map.entry("border_mode", "padding"),
          Map.entry("subsample", "strides"),
          Map.entry("subsample_length", "strides"),
          Map.entry("filter_length", "kernel_size"),
          Map.entry("atrous_rate", "dilation_rate"),
          Map.entry("bias", "use_bias"),
          Map.entry("inner_activation", "recurrent_activation"),
          Map.entry("pool_length", "pool_size"),
          Map.entry("stride", "strides"));

  private Legacy() {}

  /** The class as Keras 2 calls it. */
  public static String type(String type) {
    String name = type.contains(">") ? type.substring(type.lastIndexOf('>') + 1) : type;
    return TYPES.getOrDefault(name, name);
  }

  /** A copy with the keys of Keras 2. */
  public static JsonNode settings(JsonNode config) {
    if (!config.isObject()) {
      return JsonNodeFactory.instance.objectNode();
    }
    ObjectNode modern = config.deepCopy();
    KEYS.forEach(
        (old, key) -> {
          if (config.has(old) && !config.has(key)) {
            modern.set(key, config.get(old));
          }
        });
    if (config.has("nb_row") && config.has("nb_col")) {
      modern.putArray("kernel_size").add(config.get("nb_row")).add(config.get("nb_col"));
    }
    if (config.has("dim_ordering")) {
      boolean first = config.get("dim_ordering").asText().equals("th");
      modern.put("data_format", first ? "channels_first" : "channels_last");
    }
    if (config.has("output_dim") && !config.has("units") && !config.has("input_length")) {
      modern.set("units", config.get("output_dim"));
    }
    return modern;
  }

  /** Keras 3 names the children of an archive by the class in snake case. */
  public static String snake(String type) {
    return type.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
