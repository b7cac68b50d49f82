package io.github.sherl4j.text.opennlp;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.serve.Serving;
import io.github.sherl4j.text.StoredText;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.StoredAdapter;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.Objects;
import opennlp.tools.sentdetect.SentenceDetector;

/**
 * Makes OpenNLP categorisers of tuned models:
 *
 * <pre>{@code
 * try (TunedCategorizer categorizer =
 *     Categorizers.open(adapter, backbone, tokenizer, new SentenceDetectorME(model))) {
 *   double[] outcome = categorizer.categorize(WhitespaceTokenizer.INSTANCE.tokenize(text));
 *   System.out.println(categorizer.getBestCategory(outcome));
 * }
 * }</pre>
 *
 * Without a sentence detector, long documents are cut at spaces.
 */
public final class Categorizers {

  /** Enough for any document; the tokenizer cuts nothing that the windows should see. */
  private static final int WHOLE_DOCUMENT = 1 << 24;

  private Categorizers() {}

  /** {@link #open(Path, Path, Path, SentenceDetector)} that cuts long documents at spaces. */
  public static TunedCategorizer open(Path adapter, Path backbone, Path tokenizer) {
    return make(adapter, backbone, tokenizer, null);
  }

  /**
   * Puts a stored adapter on its backbone; closing the categoriser closes all of it.
   *
   * @param tokenizer the tokenizer file that the adapter was trained with
   * @throws io.github.sherl4j.MismatchException if backbone or tokenizer are others
   * @throws BadInputException if the adapter was not trained to classify texts
   */
  public static TunedCategorizer open(
      Path adapter, Path backbone, Path tokenizer, SentenceDetector sentences) {
    return make(adapter, backbone, tokenizer, Objects.requireNonNull(sentences));
  }

  /** {@link #of(TunedModel, Path, int, SentenceDetector)} that cuts long documents at spaces. */
  public static TunedCategorizer of(TunedModel model, Path tokenizer, int maxLength) {
    return make(model, tokenizer, maxLength, null);
  }

  /**
   * A model in memory as it is now; it stays the caller's and must not be closed before the
   * categoriser.
   *
   * @param tokenizer the model's {@code tokenizer.json} or {@code vocab.txt}
   * @param maxLength tokens of a window at most, special tokens included
   * @throws BadInputException if the model does not classify, or is the late part of one
   */
  public static TunedCategorizer of(
      TunedModel model, Path tokenizer, int maxLength, SentenceDetector sentences) {
    return make(model, tokenizer, maxLength, Objects.requireNonNull(sentences));
  }

  private static TunedCategorizer make(
      Path adapterFile, Path backboneFile, Path tokenizerFile, SentenceDetector sentences) {
    try (StoredAdapter adapter = AdapterStore.read(adapterFile)) {
      int length = StoredText.maxLength(adapter);
      requireClasses(adapter.task(), adapter.where());
      TextTokenizer tokenizer = StoredText.tokenizer(adapter, tokenizerFile, WHOLE_DOCUMENT);
      TunedModel model = null;
      try {
        ImportOptions options = new ImportOptions(adapter.shapesOfAnyRows(), false);
        Backbone backbone = Backbones.open(backboneFile, options);
        model = restored(adapter, backbone);
        Limits limits = Limits.of(model, length, adapter.input("padTo"));
        return new SherlCategorizer(model, true, tokenizer, limits, sentences);
      } catch (RuntimeException e) {
        tokenizer.close();
        if (model != null) {
          model.close();
        }
        throw e;
      }
    }
  }

  private static TunedModel restored(StoredAdapter adapter, Backbone backbone) {
    try {
      return Serving.restore(adapter, backbone);
    } catch (RuntimeException e) {
      backbone.close();
      throw e;
    }
  }

  private static TunedCategorizer make(
      TunedModel model, Path tokenizerFile, int maxLength, SentenceDetector sentences) {
    requireClasses(model.task().name(), "the model");
    if (model.isPart() || maxLength < 1) {
      throw new BadInputException(
          model.isPart() ? "the late part of a model" : "windows of " + maxLength + " tokens",
          model.isPart() ? "a whole model" : "at least 1",
          "the categoriser",
          model.isPart() ? "give the model that was split" : "allow more tokens");
    }
    Limits limits = Limits.of(model, maxLength, 0);
    TextTokenizer tokenizer = Tokenizers.open(tokenizerFile, WHOLE_DOCUMENT);
    try {
      return new SherlCategorizer(model, false, tokenizer, limits, sentences);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static void requireClasses(String task, String where) {
    if (!task.equals("classification")) {
      throw new BadInputException(
          "the task " + task,
          "classification: a document has one of several categories",
          where,
          "train with --task classification");
    }
  }
}
