package io.github.sherl4j.text;

import io.github.sherl4j.format.Fingerprints;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.Provenance;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A file of labelled texts with its classes and a tokenizer, for what most programs do with them:
 *
 * <pre>{@code
 * try (LabelledTexts texts = LabelledTexts.open(tokenizerFile, trainFile, 128);
 *     TunedModel model = Sherl.attach(Sherl.open(modelFile), "sherl", texts.labels());
 *     TextBatches train = texts.training(model, 32, 1)) {
 *   Sherl.train(model, TrainConfig.builder().build(), train);
 *   texts.save(model, adapterFile);
 * }
 * }</pre>
 *
 * Files are those of {@link TsvReader}; batches are padded to their longest row. {@link TextData}
 * and {@link TextBatches} offer the rest. Not thread-safe.
 */
public final class LabelledTexts implements AutoCloseable {

  private static final int ANSWERED_AT_ONCE = 32;

  private final TextTokenizer tokenizer;
  private final int maxLength;
  private final Path file;
  private final Labels labels;
  private final TextData rows;
  private int batch = ANSWERED_AT_ONCE;
  private long seed;

  private LabelledTexts(TextTokenizer tokenizer, int maxLength, Path file) {
    List<TextRow> read = TsvReader.labelled(file);
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
    this.file = file;
    this.labels = Labels.of(read);
    this.rows = TextData.of(read, labels, tokenizer, file);
  }

  /**
   * Reads and tokenises a file; its labels are the classes.
   *
   * @param tokenizer a {@code tokenizer.json} or {@code vocab.txt}
   * @param file rows {@code label<TAB>text} or {@code label<TAB>text<TAB>text}
   * @param maxLength tokens of a row at most, special tokens included; longer ones are cut
   * @throws io.github.sherl4j.BadInputException naming the file, and the line that is wrong
   */
  public static LabelledTexts open(Path tokenizer, Path file, int maxLength) {
    TextTokenizer opened = Tokenizers.open(tokenizer, maxLength);
    try {
      return new LabelledTexts(opened, maxLength, file);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** The classes in order. */
  public List<String> labels() {
    return labels.names();
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  /** The rows in a random order of each epoch's own, which follows from the seed. */
  public TextBatches training(TunedModel model, int rowsABatch, long orderSeed) {
    batch = rowsABatch;
    seed = orderSeed;
    return batches(rows, model, new BatchSettings(batch, 0, true, false, false, orderSeed));
  }

  /**
   * The rows of another file with the same classes, in their order: to measure a model on.
   *
   * @throws io.github.sherl4j.NoMatchException if a label is none of the classes
   */
  public TextBatches inOrder(TunedModel model, Path other, int rowsABatch) {
    TextData data = TextData.of(TsvReader.labelled(other), labels, tokenizer, other);
    return batches(data, model, BatchSettings.inOrder(rowsABatch, 0));
  }

  private static TextBatches batches(TextData data, TunedModel model, BatchSettings settings) {
    return new TextBatches(data, model.backbone().inputs(), model.dtype(), settings);
  }

  /** The class that a classifier gives each text. */
  public List<String> predict(TunedModel model, List<String> texts) {
    List<TextRow> asked = new ArrayList<>();
    texts.forEach(t -> asked.add(new TextRow(null, t, null, asked.size() + 1)));
    TextData data = TextData.of(asked, labels, tokenizer, Path.of("the texts"));
    List<String> answers = new ArrayList<>();
    try (TextBatches all = batches(data, model, BatchSettings.inOrder(ANSWERED_AT_ONCE, 0));
        Evaluator evaluator = new Evaluator(model)) {
      evaluator.logits(
          all,
          (b, logits) -> {
            try (INDArray best = logits.argMax(1)) {
              for (int r = 0; r < best.length(); r++) {
                answers.add(labels.names().get(best.getInt(r)));
              }
            }
          });
    }
    return answers;
  }

  /**
   * Writes the adapter file with all that {@code sherl eval} and {@code sherl predict} need to read
   * texts as these were; returns its size in bytes.
   */
  public long save(TunedModel model, Path adapter) {
    Map<String, Object> input = Map.of("maxLength", maxLength, "padTo", 0, "batch", batch);
    String data = Fingerprints.ofFile(file);
    return AdapterStore.save(
        adapter, model, new Provenance(seed, tokenizer.hash(), data, input, Map.of()));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
