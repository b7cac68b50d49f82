package io.github.sherl4j.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.common.primitives.ImmutableIntArray;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A tokenizer of the DJL tokenizers library, from a {@code tokenizer.json} or from a description of
 * the same form made in memory. The native code comes out of the library's own jar; network access
 * and usage tracking are switched off while it opens, the only time the library would use them.
 */
final class HuggingFaceTokenizerFile implements TextTokenizer {

  private static final Object PROPERTIES = new Object();

  private final Path file;
  private final HuggingFaceTokenizer tokenizer;
  private final int maxLength;
  private final int padId;
  private final String hash;

  private HuggingFaceTokenizerFile(
      Path file, int maxLength, int padId, String hash, HuggingFaceTokenizer tokenizer) {
    this.file = file;
    this.maxLength = maxLength;
    this.padId = padId;
    this.hash = hash;
    this.tokenizer = tokenizer;
  }

  /** Opens a {@code tokenizer.json}. */
  static TextTokenizer ofFile(Path file, int maxLength, int padId, String hash) throws IOException {
    return new HuggingFaceTokenizerFile(
        file,
        maxLength,
        padId,
        hash,
        open(file, maxLength, options -> HuggingFaceTokenizer.newInstance(file, options)));
  }

  /**
   * Opens a description made from another kind of file.
   *
   * @param file where it comes from, for messages
   * @param json what a {@code tokenizer.json} would hold, in UTF-8
   */
  static TextTokenizer ofDescription(Path file, byte[] json, int maxLength, int padId, String hash)
      throws IOException {
    return new HuggingFaceTokenizerFile(
        file,
        maxLength,
        padId,
        hash,
        open(
            file,
            maxLength,
            options -> HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options)));
  }

  /** The file's own padding and truncation do not count. */
  private static HuggingFaceTokenizer open(Path file, int maxLength, Opening opening)
      throws IOException {
    String length = Integer.toString(maxLength);
    Map<String, String> options =
        Map.of(
            "padding", "false",
            "truncation", "true",
            "maxLength", length,
            "modelMaxLength", length, // else the library cuts at 512 whatever was asked for
            "stride", "0");
    try {
      return offline(opening, options);
    } catch (EngineException e) {
      throw new RefusedException(
          "no native tokenizers library for this machine (" + e.getMessage() + ")",
          "Linux x86_64 or aarch64, macOS aarch64 or Windows x86_64, and a home to unpack it in",
          file.toString(),
          "tokenise on another machine, or set DJL_CACHE_DIR to a folder that can be written to",
          e);
    } catch (RuntimeException e) {
      throw new BadInputException(
          "a file that is no tokenizer (" + e.getMessage() + ")",
          "a HuggingFace tokenizer.json or a BERT vocab.txt",
          file.toString(),
          "save one with tokenizer.save_pretrained(folder)",
          e);
    }
  }

  private interface Opening {
    HuggingFaceTokenizer open(Map<String, String> options) throws IOException;
  }

  private static HuggingFaceTokenizer offline(Opening opening, Map<String, String> options)
      throws IOException {
    synchronized (PROPERTIES) {
      String offline = System.setProperty("ai.djl.offline", "true");
      String silent = System.setProperty("OPT_OUT_TRACKING", "true");
      try {
        return opening.open(options);
      } finally {
        restore("ai.djl.offline", offline);
        restore("OPT_OUT_TRACKING", silent);
      }
    }
  }

  private static void restore(String property, String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  @Override
  public TokenIds encode(String text, String pair) {
    Encoding encoding;
    try {
      encoding =
          pair == null
              ? tokenizer.encode(text, true, false)
              : tokenizer.encode(text, pair, true, false);
    } catch (RuntimeException e) {
      throw new BadInputException(
          "a text that the tokenizer refuses (" + e.getMessage() + ")",
          "a text",
          file.toString(),
          "remove the text",
          e);
    }
    long[] ids = encoding.getIds();
    if (ids.length > maxLength) { // the library does not cut below the special tokens
      throw new BadInputException(
          "a length of " + maxLength + " tokens",
          "room for the tokenizer's special tokens",
          file.toString(),
          "allow more tokens with --max-length");
    }
    return new TokenIds(ints(ids), ints(encoding.getTypeIds()));
  }

  private static ImmutableIntArray ints(long[] values) {
    return ImmutableIntArray.copyOf(Arrays.stream(values).mapToInt(Math::toIntExact));
  }

  @Override
  public int padId() {
    return padId;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
