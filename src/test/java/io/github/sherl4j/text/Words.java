package io.github.sherl4j.text;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Texts that are their own token ids, such as {@code 3 1 4}; a pair has type 1. */
final class Words implements TextTokenizer {

  static final int PAD = 9;

  @Override
  public TokenIds encode(String text, String pair) {
    int[] first = ids(text);
    int[] second = pair == null ? new int[0] : ids(pair);
    return new TokenIds(
        ImmutableIntArray.copyOf(IntStream.concat(Arrays.stream(first), Arrays.stream(second))),
        ImmutableIntArray.copyOf(
            IntStream.range(0, first.length + second.length).map(i -> i < first.length ? 0 : 1)));
  }

  private static int[] ids(String text) {
    return text.isBlank()
        ? new int[0]
        : Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
  }

  @Override
  public int padId() {
    return PAD;
  }

  @Override
  public String hash() {
    return "";
  }

  @Override
  public void close() {}
}
