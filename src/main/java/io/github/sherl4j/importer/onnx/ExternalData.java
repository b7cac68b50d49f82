package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;

/**
 * Weights of the main graph that lie in other files of the model's folder. Read only if the user
 * allows it, and only from plain files inside that folder; see {@link ExternalFile}.
 */
final class ExternalData {

  private static final Set<String> KEYS = Set.of("location", "offset", "length", "checksum");
  private static final String REMEDY =
      "save the model without external data: onnx.save(model, path)";

  private final Path model;
  private final Path folder;
  private final Map<String, ExternalFile> files = new HashMap<>();

  private ExternalData(Path model, Path folder) {
    this.model = model;
    this.folder = folder;
  }

  /** For a model file. */
  static ExternalData of(Path model) throws IOException {
    Path folder = model.toAbsolutePath().getParent();
    return new ExternalData(model.toRealPath(), folder.toRealPath());
  }

  /** Whether a tensor says that its data lies elsewhere. */
  static boolean isExternal(TensorProto t) {
    return t.getDataLocationValue() != 0 || t.getExternalDataCount() > 0;
  }

  /** The tensor as if its data were in the message. */
  static TensorProto inside(TensorProto t) {
    return t.toBuilder().clearDataLocation().clearExternalData().build();
  }

  /**
   * The data of a tensor; nothing is read yet.
   *
   * @throws BadInputException if the description or the file it names is not acceptable
   */
  RawData of(TensorProto t, boolean hasRaw, String owner) {
    String where = owner + ", tensor " + t.getName();
    if (t.getDataLocationValue() != 1 || hasRaw) {
      throw bad("data inside and outside the file", "one place", where);
    }
    Map<String, String> entries = entries(t, where);
    ExternalFile file =
        files.computeIfAbsent(
            entries.getOrDefault("location", ""), l -> ExternalFile.check(folder, model, l, where));
    long offset = number(entries, "offset", where).orElse(0L);
    if (offset > file.size()) {
      throw bad("offset " + offset, "at most " + file.size() + ", the file's size", where);
    }
    long length = number(entries, "length", where).orElse(file.size() - offset);
    if (length > file.size() - offset || length > Integer.MAX_VALUE) {
      throw bad(
          length + " bytes from " + offset,
          "a part of " + file.size() + " bytes below 2^31",
          where);
    }
    if (entries.containsKey("checksum")) {
      file.checkSha1(entries.get("checksum"), where);
    }
    return RawData.of(file::read, offset, (int) length, where);
  }

  private static Map<String, String> entries(TensorProto t, String where) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto e : t.getExternalDataList()) {
      if (!KEYS.contains(e.getKey()) || entries.put(e.getKey(), e.getValue()) != null) {
        throw bad("entry " + e.getKey() + " of external data", "each of " + KEYS + " once", where);
      }
    }
    return entries;
  }

  private static Optional<Long> number(Map<String, String> entries, String key, String where) {
    String text = entries.get(key);
    if (text != null && !text.matches("\\d{1,18}")) {
      throw bad(key + " '" + text + "'", "a whole number", where);
    }
    return Optional.ofNullable(text).map(Long::valueOf);
  }

  static BadInputException bad(String found, String expected, String where) {
    return new BadInputException(found, expected, where, REMEDY);
  }
}
