package io.github.sherl4j.importer;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.internal.Services;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Opens model files by their content. The formats are those of the {@link BackboneImporter}s on the
 * class path. Thread-safe.
 */
public final class Backbones {

  /** How many bytes of a file are looked at to tell its format. */
  public static final int HEAD_BYTES = 4096;

  private Backbones() {}

  /**
   * Reads a model file; the caller closes the backbone.
   *
   * @throws BadInputException if there is no such file or it is none of the known formats
   * @throws io.github.sherl4j.CorruptFileException if it is damaged or lies about its sizes
   * @throws io.github.sherl4j.UnsupportedOpException if it has operators that nothing maps
   */
  public static Backbone open(Path file) {
    return open(file, ImportOptions.DEFAULT);
  }

  /**
   * The same with options.
   *
   * @throws BadInputException if, besides, an option does not fit the file
   */
  public static Backbone open(Path file, ImportOptions options) {
    return importerFor(file).open(file, options);
  }

  /** The operators of a model file that nothing maps; empty if {@link #open} can map all. */
  public static List<UnsupportedOp> unsupported(Path file) {
    return unsupported(file, ImportOptions.DEFAULT);
  }

  /** The same with options. */
  public static List<UnsupportedOp> unsupported(Path file, ImportOptions options) {
    return importerFor(file).unsupported(file, options);
  }

  private static BackboneImporter importerFor(Path file) {
    byte[] head = head(file);
    for (BackboneImporter importer : importers().services()) {
      if (importer.accepts(file, head)) {
        return importer;
      }
    }
    throw new BadInputException(
        FileKind.describe(head),
        "a model file: " + formats(),
        file.toString(),
        FileKind.remedy(head));
  }

  private static Services.Found<BackboneImporter> importers() {
    return Services.named(BackboneImporter.class, BackboneImporter::format);
  }

  private static String formats() {
    Services.Found<BackboneImporter> all = importers();
    return all.services().stream().map(BackboneImporter::format).collect(Collectors.joining(", "))
        + all.complaint();
  }

  private static byte[] head(Path file) {
    if (Files.isDirectory(file)) {
      throw new BadInputException(
          "a directory", "a model file", file.toString(), "name the file inside it");
    }
    if (!Files.exists(file)) {
      throw new BadInputException(
          "no such file", "a model file", file.toString(), "check the path");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a readable model file",
          file.toString(),
          "check its permissions",
          e);
    }
  }
}
