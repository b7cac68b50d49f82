package io.github.sherl4j.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.importer.layers.LayerSpec;
import io.github.sherl4j.importer.layers.StoredWeight;
import java.nio.file.Path;
import java.util.List;

/**
 * A whole model in one HDF5 file: the configuration is the root's attribute {@code model_config},
 * weights lie under {@code model_weights/<layer>} in the order of its attribute {@code
 * weight_names}.
 */
final class H5Source implements ModelSource {

  private static final String WEIGHTS = "model_weights";

  private final Hdf5 file;
  private final String where;
  private final JsonNode config;

  private H5Source(Hdf5 file, String where) {
    this.file = file;
    this.where = where;
    String text =
        file.text("", "model_config")
            .orElseThrow(
                () ->
                    new BadInputException(
                        "an HDF5 file without model_config (weights alone, or no Keras file)",
                        "a whole model",
                        where,
                        "save it with model.save(\"model.h5\"), not save_weights"));
    this.config = Json.parse(text, where + ", model_config");
  }

  static H5Source open(Path path) {
    String where = path.toString();
    Hdf5 file = Hdf5.open(path, where);
    try {
      return new H5Source(file, where);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public JsonNode config() {
    return config;
  }

  @Override
  public String version() {
    return file.text(WEIGHTS, "keras_version").or(() -> file.text("", "keras_version")).orElse("");
  }

  @Override
  public String backend() {
    return file.text(WEIGHTS, "backend").orElse("");
  }

  @Override
  public List<StoredWeight> weights(LayerSpec layer, List<String> parts) {
    String group = WEIGHTS + "/" + layer.outermost();
    return file.texts(group, "weight_names").stream()
        .filter(n -> !layer.isNested() || Splitter.on('/').splitToList(n).contains(layer.name()))
        .map(n -> weight(group + "/" + n))
        .toList();
  }

  private StoredWeight weight(String path) {
    return file.weight(path)
        .orElseThrow(
            () ->
                new CorruptFileException(
                    "no data set " + path,
                    "every weight that the file names",
                    where,
                    "save the model again"));
  }

  @Override
  public String where() {
    return where;
  }

  @Override
  public void close() {
    file.close();
  }
}
