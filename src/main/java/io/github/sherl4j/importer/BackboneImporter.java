package io.github.sherl4j.importer;

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

  /** The operators of a file that nothing maps; empty if {@link #open} can map all. */
  List<UnsupportedOp> unsupported(Path file);
}
