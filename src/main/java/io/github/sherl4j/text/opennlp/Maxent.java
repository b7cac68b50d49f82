package io.github.sherl4j.text.opennlp;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.text.TextRow;
import java.io.IOException;
import java.util.List;
import opennlp.tools.doccat.DoccatFactory;
import opennlp.tools.doccat.DocumentCategorizer;
import opennlp.tools.doccat.DocumentCategorizerEvaluator;
import opennlp.tools.doccat.DocumentCategorizerME;
import opennlp.tools.doccat.DocumentSample;
import opennlp.tools.tokenize.SimpleTokenizer;
import opennlp.tools.util.ObjectStreamUtils;
import opennlp.tools.util.TrainingParameters;

/**
 * What Java offers without a pre-trained model, to compare with: OpenNLP's maximum-entropy
 * categoriser (bag of words, its default settings) on the same rows. Pairs are read as one text.
 */
public final class Maxent {

  private Maxent() {}

  /**
   * Trains; takes seconds for thousands of rows.
   *
   * @param language code such as {@code en}
   * @throws BadInputException if nothing can be learnt from the rows
   */
  public static DocumentCategorizer train(String language, List<TextRow> rows) {
    TrainingParameters parameters = TrainingParameters.defaultParams();
    parameters.put("PrintMessages", false);
    try {
      return new DocumentCategorizerME(
          DocumentCategorizerME.train(
              language,
              ObjectStreamUtils.createObjectStream(samples(rows)),
              parameters,
              new DoccatFactory()));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          rows.size() + " rows (" + e.getMessage() + ")",
          "rows of at least two categories whose words come more than once",
          "the training rows",
          "give more of them",
          e);
    }
  }

  /** Share of rows that a categoriser of any kind puts into their category, by OpenNLP's count. */
  public static double accuracy(DocumentCategorizer categorizer, List<TextRow> rows) {
    DocumentCategorizerEvaluator evaluator = new DocumentCategorizerEvaluator(categorizer);
    samples(rows).forEach(evaluator::evaluateSample);
    return evaluator.getAccuracy();
  }

  private static List<DocumentSample> samples(List<TextRow> rows) {
    return rows.stream().map(r -> new DocumentSample(r.label(), tokens(r))).toList();
  }

  private static String[] tokens(TextRow row) {
    String text = row.pair() == null ? row.text() : row.text() + " " + row.pair();
    return SimpleTokenizer.INSTANCE.tokenize(text);
  }
}
