package io.github.sherl4j.text;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.internal.Services;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens tokenizer files by their content. */
public final class Tokenizers {

  private Tokenizers() {}

  /**
   * Opens a tokenizer; the caller closes it.
   *
   * @param maxLength encodings are cut to this many tokens
   * @throws BadInputException if the file is missing or no tokenizer
   */
  public static TextTokenizer open(Path file, int maxLength) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "no such file", "a tokenizer file", file.toString(), "check the path");
    }
    Services.Found<TextTokenizerProvider> all =
        Services.find(TextTokenizerProvider.class, Object::getClass);
    for (TextTokenizerProvider provider : all.services()) {
      if (provider.accepts(file)) {
        return provider.open(file, maxLength);
      }
    }
    throw new BadInputException(
        "a file that is no tokenizer",
        "a HuggingFace tokenizer.json or a BERT vocab.txt",
        file.toString(),
        "save one with tokenizer.save_pretrained(folder)" + all.complaint());
  }
}
