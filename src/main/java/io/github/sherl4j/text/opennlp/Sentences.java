package io.github.sherl4j.text.opennlp;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import opennlp.tools.sentdetect.SentenceDetector;
import opennlp.tools.sentdetect.SentenceDetectorFactory;
import opennlp.tools.sentdetect.SentenceDetectorME;
import opennlp.tools.sentdetect.SentenceSample;
import opennlp.tools.util.ObjectStreamUtils;
import opennlp.tools.util.Span;
import opennlp.tools.util.TrainingParameters;

/** Trains OpenNLP's sentence detector where no model file of one is at hand. */
public final class Sentences {

  /** Sentences side by side, so that their ends are seen in the middle of a text. */
  private static final int TOGETHER = 10;

  private Sentences() {}

  /**
   * A detector of sentences like these; takes about a second for a thousand of them.
   *
   * @param language code such as {@code en}
   * @param sentences each a whole sentence that ends with {@code .}, {@code !} or {@code ?}; some
   *     must have such a character inside too, or there is nothing to tell apart
   * @throws BadInputException if nothing can be learnt from them
   */
  public static SentenceDetector train(String language, List<String> sentences) {
    List<SentenceSample> samples = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i += TOGETHER) {
      samples.add(sample(sentences.subList(i, Math.min(i + TOGETHER, sentences.size()))));
    }
    TrainingParameters parameters = TrainingParameters.defaultParams();
    parameters.put("PrintMessages", false);
    try {
      return new SentenceDetectorME(
          SentenceDetectorME.train(
              language,
              ObjectStreamUtils.createObjectStream(samples),
              new SentenceDetectorFactory(language, true, null, null),
              parameters));
    } catch (IOException | IllegalArgumentException e) {
      throw untrainable(sentences.size() + " sentences (" + e.getMessage() + ")", e);
    }
  }

  private static SentenceSample sample(List<String> sentences) {
    StringBuilder text = new StringBuilder();
    Span[] spans = new Span[sentences.size()];
    for (int i = 0; i < spans.length; i++) {
      text.append(text.isEmpty() ? "" : " ");
      int start = text.length();
      text.append(sentences.get(i).strip());
      spans[i] = new Span(start, text.length());
    }
    return new SentenceSample(text, spans);
  }

  private static BadInputException untrainable(String found, Throwable cause) {
    return new BadInputException(
        found,
        "some hundred sentences, a few of them with a stop inside",
        "the sentence detector",
        "give more of them, some with abbreviations such as 'Dr.', or load a model of OpenNLP's",
        cause);
  }
}
