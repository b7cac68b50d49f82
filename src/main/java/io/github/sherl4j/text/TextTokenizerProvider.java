package io.github.sherl4j.text;

import java.nio.file.Path;

/** Opens one kind of tokenizer file; found with {@link java.util.ServiceLoader}. */
public interface TextTokenizerProvider {

  /** Whether the file looks like this kind; it exists. */
  boolean accepts(Path file);

  /** Opens it; encodings are cut to {@code maxLength} tokens. */
  TextTokenizer open(Path file, int maxLength);
}
