package io.github.sherl4j.text.opennlp;

import java.util.List;
import opennlp.tools.sentdetect.SentenceDetector;
import opennlp.tools.util.Span;

/** Sentences that end where it was told, whatever the text is. */
record FixedSentences(List<Integer> ends) implements SentenceDetector {

  @Override
  public String[] sentDetect(CharSequence text) {
    return Span.spansToStrings(sentPosDetect(text), text);
  }

  @Override
  public Span[] sentPosDetect(CharSequence text) {
    return ends.stream().map(end -> new Span(0, end)).toArray(Span[]::new);
  }
}
