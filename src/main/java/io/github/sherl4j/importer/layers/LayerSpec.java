package io.github.sherl4j.importer.layers;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One layer of a configuration.
 *
 * @param type its class, such as {@code Conv2D}; Keras 1 names are translated
 * @param path names of the models it lies in, outermost first, then its own
 * @param config its settings
 * @param position its place in the list of layers, from 0
 * @param archivePath where a {@code .keras} archive keeps its weights
 * @param model if the layer is a model itself, its layers
 */
public record LayerSpec(
    String type,
    List<String> path,
    LayerConfig config,
    int position,
    String archivePath,
    Optional<LayerGraph> model) {

  /** The type of what a model is fed with. */
  public static final String INPUT = "InputLayer";

  /** What the types of functions that were saved like layers begin with. */
  public static final String OPERATION = "ops.";

  /** Defensive copy of the path. */
  public LayerSpec {
    path = List.copyOf(path);
  }

  /** Its own name. */
  public String name() {
    return path.get(path.size() - 1);
  }

  /** The layer's name, after those of the models it lies in. */
  public String fullName() {
    return String.join("/", path);
  }

  /** The outermost model it lies in, or itself. */
  public String outermost() {
    return path.get(0);
  }

  /** Whether it lies in a model that is a layer itself. */
  public boolean isNested() {
    return path.size() > 1;
  }

  /** The size of an input layer. */
  List<Long> inputShape() {
    JsonNode shape = config.json("batch_input_shape");
    shape = shape.isArray() ? shape : config.json("batch_shape");
    if (!shape.isArray() || shape.isEmpty()) {
      if (config.has("input_dim") && !config.has("output_dim")) {
        return List.of(-1L, config.size("input_dim"));
      }
      throw new BadInputException(
          "no shape of the input",
          "a model that knows its input's shape",
          config.where(),
          "build the model before saving it: model.build(shape), or an Input layer");
    }
    List<Long> sizes = new ArrayList<>();
    for (JsonNode d : shape) {
      if (!d.isNull() && (!d.canConvertToInt() || d.asInt() < 1)) {
        throw config.corrupt("shape " + shape, "sizes of at least 1, or null");
      }
      sizes.add(d.isNull() ? -1 : d.asLong());
    }
    return sizes;
  }
}
