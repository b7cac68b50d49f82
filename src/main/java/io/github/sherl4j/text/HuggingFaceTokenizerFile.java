package io.github.sherl4j.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.common.primitives.ImmutableIntArray;
import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A {@code tokenizer.json} opened by the DJL tokenizers library; never uses the network. */
final class HuggingFaceTokenizerFile implements TextTokenizer {

  private final HuggingFaceTokenizer tokenizer;
  private final int padId;
  private final String hash;

  HuggingFaceTokenizerFile(Path file, int maxLength, int padId, String hash) throws IOException {
    setIfAbsent("ai.djl.offline");
    setIfAbsent("OPT_OUT_TRACKING");
    this.padId = padId;
    this.hash = hash;
    try {
      tokenizer =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optTruncation(true)
              .optMaxLength(maxLength)
              .optPadding(false)
              .optAddSpecialTokens(true)
              .build();
    } catch (RuntimeException e) {
      throw new BadInputException(
          "JSON that is no tokenizer (" + e.getMessage() + ")",
          "a HuggingFace tokenizer.json",
          file.toString(),
          "save one with tokenizer.save_pretrained(folder)",
          e);
    }
  }

  /** An application's own choice stays. */
  private static void setIfAbsent(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }

  @Override
  public TokenIds encode(String text, String pair) {
    Encoding encoding = pair == null ? tokenizer.encode(text) : tokenizer.encode(text, pair);
    return new TokenIds(ints(encoding.getIds()), ints(encoding.getTypeIds()));
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
