package io.github.sherl4j.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.io.ByteStreams;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.importer.layers.LayerSpec;
import io.github.sherl4j.importer.layers.StoredWeight;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A {@code .keras} archive: {@code config.json} and {@code model.weights.h5}, in which a layer's
 * weights are numbered under {@code layers/<class>[_n]/vars}. Only these entries are read, by name:
 * no path of the archive becomes a path on disk.
 */
final class ArchiveSource implements ModelSource {

  static final String CONFIG = "config.json";
  static final String WEIGHTS = "model.weights.h5";

  private static final int MAX_CONFIG = 1 << 26;
  private static final int MAX_VARS = 1 << 12;

  /** More than deflate can gain. */
  private static final long MAX_RATIO = 1100;

  private final String where;
  private final JsonNode config;
  private final String version;
  private final Path copy;
  private final Hdf5 weights;

  private ArchiveSource(String where, JsonNode config, String version, Path copy) {
    this.where = where;
    this.config = config;
    this.version = version;
    this.copy = copy;
    this.weights = Hdf5.open(copy, where + ", " + WEIGHTS);
  }

  /** Whether a zip file holds a Keras model. */
  static boolean looksLike(Path path) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return zip.getEntry(CONFIG) != null
          && (zip.getEntry(WEIGHTS) != null || zip.getEntry("metadata.json") != null);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  static ArchiveSource open(Path path) {
    String where = path.toString();
    Path copy = null;
    try (ZipFile zip = new ZipFile(path.toFile())) {
      JsonNode config = Json.parse(text(zip, CONFIG, where), where + ", " + CONFIG);
      String version = "3";
      if (zip.getEntry("metadata.json") != null) {
        JsonNode meta = Json.parse(text(zip, "metadata.json", where), where + ", metadata.json");
        version = meta.path("keras_version").asText("3");
      }
      copy = Files.createTempFile("sherl4j-", ".h5");
      extract(zip, Files.size(path), copy, where);
      return new ArchiveSource(where, config, version, copy);
    } catch (IOException | IllegalArgumentException e) {
      delete(copy);
      throw corrupt("damage (" + e.getMessage() + ")", where, e);
    } catch (RuntimeException e) {
      delete(copy);
      throw e;
    }
  }

  private static String text(ZipFile zip, String name, String where) throws IOException {
    try (InputStream in = zip.getInputStream(entry(zip, name, where))) {
      byte[] bytes = ByteStreams.limit(in, MAX_CONFIG + 1L).readAllBytes();
      if (bytes.length > MAX_CONFIG) {
        throw corrupt(name + " of more than " + MAX_CONFIG + " bytes", where, null);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static ZipEntry entry(ZipFile zip, String name, String where) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new BadInputException(
          "an archive without " + name,
          "a .keras archive with " + CONFIG + " and " + WEIGHTS,
          where,
          "save the model with model.save(\"model.keras\")");
    }
    return entry;
  }

  private static void extract(ZipFile zip, long size, Path copy, String where) throws IOException {
    long most = Math.multiplyExact(Math.max(size, 1), MAX_RATIO);
    ZipEntry entry = entry(zip, WEIGHTS, where);
    long free = Files.getFileStore(copy).getUsableSpace();
    if (entry.getSize() > most) {
      throw corrupt(WEIGHTS + " of " + entry.getSize() + " bytes", where, null);
    }
    if (entry.getSize() > free) {
      throw new RefusedException(
          entry.getSize() + " bytes of weights to unpack",
          "room for them; there are " + free + " bytes",
          copy.getParent().toString(),
          "name another folder with -Djava.io.tmpdir");
    }
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(copy)) {
      long copied = ByteStreams.copy(ByteStreams.limit(in, Math.min(most, free) + 1), out);
      if (copied > most || (entry.getSize() >= 0 && copied != entry.getSize())) {
        throw corrupt(WEIGHTS + " of another size than it says", where, null);
      }
    }
  }

  private static CorruptFileException corrupt(String found, String where, Throwable cause) {
    return new CorruptFileException(
        found, "an undamaged .keras archive", where, "save the model again", cause);
  }

  @Override
  public JsonNode config() {
    return config;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String backend() {
    return "";
  }

  @Override
  public List<StoredWeight> weights(LayerSpec layer, List<String> parts) {
    List<StoredWeight> found = new ArrayList<>();
    for (String part : parts) {
      String vars = layer.archivePath() + (part.isEmpty() ? "" : "/" + part) + "/vars";
      for (int i = 0; i < MAX_VARS; i++) {
        Optional<StoredWeight> weight = weights.weight(vars + "/" + i);
        if (weight.isEmpty()) {
          break;
        }
        found.add(weight.get());
      }
    }
    return found;
  }

  @Override
  public String where() {
    return where;
  }

  @Override
  public void close() {
    weights.close();
    delete(copy);
  }

  private static void delete(Path copy) {
    try {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
