package io.github.sherl4j.importer;

import java.nio.file.Path;
import java.util.Collection;

/**
 * Opens model files of one format with another program, found with {@link java.util.ServiceLoader}.
 * The program's library may be missing: then {@link #open} says what to add.
 */
public interface ReferenceProvider {

  /** The {@link BackboneImporter#format()} it runs. */
  String format();

  /**
   * Opens a file; the caller closes the reference.
   *
   * @param tensors names of tensors of the file that it is to show
   * @throws io.github.sherl4j.BadInputException if the library is missing or cannot run the model
   */
  Reference open(Path file, ImportOptions options, Collection<String> tensors);
}
