package io.github.sherl4j.text.opennlp;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import opennlp.tools.sentdetect.SentenceDetector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Answers for documents with a tuned model: the mean over its windows, weighted by tokens. */
final class SherlCategorizer implements TunedCategorizer {

  private static final Path DOCUMENT = Path.of("the document");

  private final TunedModel model;
  private final boolean owner;
  private final TextTokenizer tokenizer;
  private final Limits limits;
  private final List<String> categories;
  private final Windows windows;
  private final Evaluator evaluator;
  private boolean closed;

  /** {@code owner}: the model closes with it; the tokenizer always does. */
  SherlCategorizer(
      TunedModel model,
      boolean owner,
      TextTokenizer tokenizer,
      Limits limits,
      SentenceDetector sentences) {
    this.model = model;
    this.owner = owner;
    this.tokenizer = tokenizer;
    this.limits = limits;
    this.categories = model.labels();
    this.windows =
        new Windows(sentences, t -> tokenizer.encode(t, null).ids().length(), limits.tokens());
    this.evaluator = new Evaluator(model);
  }

  @Override
  public double[] categorize(String[] text, Map<String, Object> extraInformation) {
    return categorize(text);
  }

  @Override
  public synchronized double[] categorize(String[] text) {
    if (closed) {
      throw new IllegalStateException("the categoriser is closed");
    }
    List<String> parts = windows.of(String.join(" ", text));
    TextData data = TextData.of(rows(parts), Labels.inOrder(categories), tokenizer, DOCUMENT);
    int batch = limits.fixed() ? limits.rows() : Math.min(limits.rows(), data.size());
    BatchSettings settings = BatchSettings.inOrder(batch, limits.padTo());
    double[] sum = new double[categories.size()];
    long[] tokens = {0};
    try (TextBatches batches =
        new TextBatches(data, model.backbone().inputs(), model.dtype(), settings)) {
      evaluator.logits(
          batches,
          (b, logits) -> {
            int[] rows = batches.rows();
            for (int r = 0; r < rows.length; r++) {
              if (rows[r] < parts.size()) {
                int weight = batches.tokens(rows[r]);
                tokens[0] += weight;
                add(logits, r, weight, sum);
              }
            }
          });
    }
    for (int c = 0; c < sum.length; c++) {
      sum[c] /= tokens[0];
    }
    return sum;
  }

  /** One row a window; a model of a fixed number of rows reads the last one again and again. */
  private List<TextRow> rows(List<String> parts) {
    List<TextRow> rows = new ArrayList<>();
    for (String part : parts) {
      rows.add(new TextRow(null, part, null, rows.size() + 1));
    }
    while (limits.fixed() && rows.size() % limits.rows() != 0) {
      rows.add(rows.get(parts.size() - 1));
    }
    return rows;
  }

  /** Adds a row's probabilities. */
  private static void add(INDArray logits, int row, int weight, double[] sum) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < sum.length; c++) {
      max = Math.max(max, logits.getDouble(row, c));
    }
    double[] exp = new double[sum.length];
    double total = 0;
    for (int c = 0; c < sum.length; c++) {
      exp[c] = Math.exp(logits.getDouble(row, c) - max);
      total += exp[c];
    }
    for (int c = 0; c < sum.length; c++) {
      sum[c] += weight * exp[c] / total;
    }
  }

  @Override
  public String getBestCategory(double[] outcome) {
    check(outcome);
    int best = 0;
    for (int c = 1; c < outcome.length; c++) {
      best = outcome[c] > outcome[best] ? c : best;
    }
    return categories.get(best);
  }

  /** −1 for a category that there is not, as OpenNLP's own has it. */
  @Override
  public int getIndex(String category) {
    return categories.indexOf(category);
  }

  @Override
  public String getCategory(int index) {
    return categories.get(index);
  }

  @Override
  public int getNumberOfCategories() {
    return categories.size();
  }

  @Override
  public String getAllResults(double[] results) {
    check(results);
    return IntStream.range(0, results.length)
        .mapToObj(c -> String.format(Locale.ROOT, "%s[%.4f]", categories.get(c), results[c]))
        .collect(Collectors.joining("  "));
  }

  @Override
  public Map<String, Double> scoreMap(String[] text) {
    double[] outcome = categorize(text);
    Map<String, Double> scores = new LinkedHashMap<>();
    for (int c = 0; c < outcome.length; c++) {
      scores.put(categories.get(c), outcome[c]);
    }
    return scores;
  }

  @Override
  public SortedMap<Double, Set<String>> sortedScoreMap(String[] text) {
    SortedMap<Double, Set<String>> sorted = new TreeMap<>();
    scoreMap(text)
        .forEach((c, score) -> sorted.computeIfAbsent(score, s -> new TreeSet<>()).add(c));
    return sorted;
  }

  private void check(double[] outcome) {
    if (outcome.length != categories.size()) {
      throw new BadInputException(
          outcome.length + " scores",
          categories.size() + ", one a category",
          "the outcome",
          "give what categorize returned");
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    evaluator.close();
    tokenizer.close();
    if (owner) {
      model.close();
    }
  }
}
