package io.github.sherl4j.text;

import java.nio.file.Path;

/** Opens one kind of tokenizer file; found with {@link java.util.ServiceLoader}. */
public interface TextTokenizerProvider {

  /** Whether the file looks like this kind; it exists. */
  boolean accepts(Path file);

  /**
   * Opens it; the caller closes it.
   *
   * @param maxLength encodings are cut to this many tokens, special tokens included
   * @throws io.github.sherl4j.BadInputException if it is no tokenizer after all
   */
  TextTokenizer open(Path file, int maxLength);
}
