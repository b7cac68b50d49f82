package io.github.sherl4j.importer;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.SherlException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads one file format into a {@link Backbone}. Implementations are found with {@link
 * java.util.ServiceLoader}, keep no state and may be used from several threads.
 *
 * <p>Whatever the bytes are, only {@link SherlException}s may come out of {@link #open} and {@link
 * #unsupported}, and sizes are checked before anything is allocated.
 */
public interface BackboneImporter {

  /** The word for the format in results, such as {@code onnx}. */
  String format();

  /**
   * Whether a file looks like this format.
   *
   * @param file an existing regular file
   * @param head its first bytes, at most {@link Backbones#HEAD_BYTES}
   */
  boolean accepts(Path file, byte[] head);

  /** Reads a file; the caller closes the backbone. */
  Backbone open(Path file);

  /**
   * Reads a file as the user wants it. A format that knows no such options refuses them.
   *
   * @throws BadInputException if an option does not fit the file
   */
  default Backbone open(Path file, ImportOptions options) {
    requireDefault(file, options);
    return open(file);
  }

  /** The operators of a file that nothing maps; empty if {@link #open} can map all. */
  List<UnsupportedOp> unsupported(Path file);

  /** The same for a file that is to be read with options. */
  default List<UnsupportedOp> unsupported(Path file, ImportOptions options) {
    requireDefault(file, options);
    return unsupported(file);
  }

  private void requireDefault(Path file, ImportOptions options) {
    if (!options.isDefault()) {
      throw new BadInputException(
          "pinned shapes, external data or streaming",
          "no such options for the format " + format(),
          file.toString(),
          "leave --shape, --allow-external-data and --stream out");
    }
  }
}
