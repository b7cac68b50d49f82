package io.github.sherl4j.text.opennlp;

import io.github.sherl4j.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import opennlp.tools.sentdetect.SentenceDetector;
import opennlp.tools.util.Span;

/**
 * Cuts a document into windows that a model can read at once: as many whole sentences as fit into
 * each. A sentence that alone does not fit is halved at a space until its parts do. Nothing of the
 * document but spaces is lost.
 */
final class Windows {

  private final SentenceDetector sentences;
  private final ToIntFunction<String> tokens;
  private final int limit;

  /**
   * Windows of at most {@code limit} tokens.
   *
   * @param sentences {@code null} takes the whole document for one sentence
   * @param tokens counts the tokens of a text, special tokens included
   */
  Windows(SentenceDetector sentences, ToIntFunction<String> tokens, int limit) {
    this.sentences = sentences;
    this.tokens = tokens;
    this.limit = limit;
  }

  /** The windows of a document in order; the document itself if it fits. */
  List<String> of(String document) {
    if (fits(document)) {
      return List.of(document);
    }
    List<String> windows = new ArrayList<>();
    int start = 0;
    int end = 0;
    for (int cut : cuts(document)) {
      if (end > start && !fits(document.substring(start, cut).strip())) {
        add(document.substring(start, end).strip(), windows);
        start = end;
      }
      end = cut;
    }
    add(document.substring(start).strip(), windows);
    return windows;
  }

  /** Where sentences end; what a detector leaves out between two belongs to the second. */
  private List<Integer> cuts(String document) {
    List<Integer> cuts = new ArrayList<>();
    if (sentences != null) {
      for (Span sentence : sentences.sentPosDetect(document)) {
        cuts.add(sentence.getEnd());
      }
    }
    cuts.add(document.length());
    return cuts;
  }

  private boolean fits(String text) {
    return tokens.applyAsInt(text) <= limit;
  }

  private void add(String text, List<String> windows) {
    if (text.isEmpty()) {
      return;
    }
    if (fits(text)) {
      windows.add(text);
      return;
    }
    if (text.codePointCount(0, text.length()) == 1) {
      throw new BadInputException(
          "windows of " + limit + " tokens",
          "room for a character and the tokenizer's special tokens",
          "the categoriser",
          "allow more tokens");
    }
    int half = half(text);
    add(text.substring(0, half).strip(), windows);
    add(text.substring(half).strip(), windows);
  }

  /** The space nearest to the middle, else the middle. */
  private static int half(String text) {
    int middle = text.length() / 2;
    for (int d = 0; d < middle; d++) {
      if (Character.isWhitespace(text.charAt(middle - d))) {
        return middle - d;
      }
      if (middle + d < text.length() && Character.isWhitespace(text.charAt(middle + d))) {
        return middle + d;
      }
    }
    return Character.isLowSurrogate(text.charAt(middle)) ? middle + 1 : middle;
  }
}
