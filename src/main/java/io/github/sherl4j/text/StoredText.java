package io.github.sherl4j.text;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.train.StoredAdapter;
import java.nio.file.Path;

/** How a stored adapter reads texts: as it did in training, or not at all. */
public final class StoredText {

  private StoredText() {}

  /**
   * Tokens of a row at most, as in training.
   *
   * @throws BadInputException if it was not trained on texts
   */
  public static int maxLength(StoredAdapter adapter) {
    int maxLength = adapter.input("maxLength");
    if (maxLength < 1) {
      throw new BadInputException(
          "an adapter that was not trained on text",
          "one trained with a tokenizer",
          adapter.where(),
          "use it from code");
    }
    return maxLength;
  }

  /**
   * The tokenizer it was trained with; the caller closes it.
   *
   * @param length encodings are cut to this many tokens
   * @throws MismatchException if the file is another
   */
  public static TextTokenizer tokenizer(StoredAdapter adapter, Path file, int length) {
    TextTokenizer tokenizer = Tokenizers.open(file, length);
    if (!tokenizer.hash().equals(adapter.tokenizerHash())) {
      String hash = tokenizer.hash();
      tokenizer.close();
      throw new MismatchException(
          "a tokenizer with hash " + hash,
          "the one it was trained with, " + adapter.tokenizerHash(),
          file.toString(),
          "give the tokenizer file that the adapter was trained with");
    }
    return tokenizer;
  }
}
