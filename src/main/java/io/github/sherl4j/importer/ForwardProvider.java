package io.github.sherl4j.importer;

import java.nio.file.Path;
import java.util.Collection;

/**
 * Opens model files with another program to run them fast, found with {@link
 * java.util.ServiceLoader}. The program's library may be missing: then {@link #open} says what to
 * add.
 */
public interface ForwardProvider {

  /** The word to choose it by. */
  String name();

  /** The {@link BackboneImporter#format()} it runs. */
  String format();

  /**
   * Opens as much of a file as some tensors need; the caller closes it.
   *
   * @throws io.github.sherl4j.BadInputException if the library is missing or cannot run the model
   */
  Forward open(Path file, ImportOptions options, Collection<String> tensors);
}
