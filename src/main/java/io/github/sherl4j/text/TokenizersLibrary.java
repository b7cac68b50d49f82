package io.github.sherl4j.text;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What every tokenizer needs that the optional DJL tokenizers library opens: a clear message where
 * the library is missing. Refers to none of the library's classes.
 */
final class TokenizersLibrary {

  private static final String COORDINATES = "ai.djl.huggingface:tokenizers:0.33.0";

  private TokenizersLibrary() {}

  /** Opens a tokenizer; the only place that touches the library. */
  interface Opening {
    TextTokenizer open() throws IOException;
  }

  /**
   * Opens.
   *
   * @throws BadInputException if the library is missing or the file cannot be read
   */
  static TextTokenizer open(Path file, Opening opening) {
    try {
      return opening.open();
    } catch (LinkageError e) {
      throw new BadInputException(
          "no usable tokenizers library (" + e + ")",
          COORDINATES + " on the class path",
          file.toString(),
          "add the dependency " + COORDINATES,
          e);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a tokenizer file",
          file.toString(),
          "check the file",
          e);
    }
  }
}
