package io.github.sherl4j.importer.keras;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.BackboneImporter;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.UnsupportedOp;
import io.github.sherl4j.importer.layers.LayerModels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads Keras models: {@code .h5} of Keras 1, 2 and 3, Sequential or functional, and {@code .keras}
 * archives. Inputs keep the names of their layers, maps stay NHWC. Thread-safe.
 *
 * <p>Memory: the weights once, and the largest of them once more while it is read. An archive's
 * weights are unpacked to a temporary file that is deleted when the model is read.
 */
public final class KerasImporter implements BackboneImporter {

  /** For {@link java.util.ServiceLoader}; direct use is fine too. */
  public KerasImporter() {}

  @Override
  public String format() {
    return "keras";
  }

  @Override
  public boolean accepts(Path file, byte[] head) {
    return Arrays.stream(Containers.values()).anyMatch(c -> c.accepts(file, head));
  }

  @Override
  public Backbone open(Path file) {
    return open(file, ImportOptions.DEFAULT);
  }

  /** Knows pinned shapes; weights are always inside the file. */
  @Override
  public Backbone open(Path file, ImportOptions options) {
    try (ModelSource source = source(file)) {
      return LayerModels.open(format(), source, ConfigReader.read(source), options);
    }
  }

  @Override
  public List<UnsupportedOp> unsupported(Path file) {
    return unsupported(file, ImportOptions.DEFAULT);
  }

  @Override
  public List<UnsupportedOp> unsupported(Path file, ImportOptions options) {
    try (ModelSource source = source(file)) {
      return LayerModels.unsupported(ConfigReader.read(source));
    }
  }

  private static ModelSource source(Path file) {
    byte[] head = head(file);
    return Arrays.stream(Containers.values())
        .filter(c -> c.accepts(file, head))
        .findFirst()
        .map(c -> c.open(file))
        .orElseThrow(
            () ->
                new BadInputException(
                    "neither HDF5 nor a .keras archive",
                    "a Keras model",
                    file.toString(),
                    "save it with model.save(\"model.keras\")"));
  }

  private static byte[] head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(16);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a Keras model",
          file.toString(),
          "check its permissions",
          e);
    }
  }
}
