package io.github.sherl4j.text;

/** Turns texts into token ids. Not thread-safe. */
public interface TextTokenizer extends AutoCloseable {

  /**
   * The ids of a text or a pair, with the special tokens of the tokenizer, cut to the length it was
   * opened with.
   *
   * @param pair the second text, or {@code null}
   */
  TokenIds encode(String text, String pair);

  /** The id that pads short rows. */
  int padId();

  /** SHA-256 (hex) of the file it was made from. */
  String hash();

  @Override
  void close();
}
