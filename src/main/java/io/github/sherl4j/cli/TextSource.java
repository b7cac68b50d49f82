package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Fingerprints;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.text.StoredText;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.StoredAdapter;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.train.data.Targets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** Rows of text for a backbone that reads token ids. */
final class TextSource implements DataSource {

  private final List<TensorInfo> inputs;
  private final TextTokenizer tokenizer;
  private final int maxLength;
  private final int padTo;
  private final boolean bucket;

  private TextSource(
      Backbone backbone, TextTokenizer tokenizer, int maxLength, int padTo, boolean bucket) {
    this.inputs = backbone.inputs();
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
    this.padTo = padTo;
    this.bucket = bucket;
  }

  static TextSource of(Backbone backbone, TextOptions options) {
    int maxLength = options.maxLength(backbone);
    int padTo = options.padTo(backbone);
    TextTokenizer tokenizer = Tokenizers.open(required(options.tokenizer()), maxLength);
    return new TextSource(backbone, tokenizer, maxLength, padTo, options.bucket());
  }

  static TextSource restored(StoredAdapter adapter, Backbone backbone, Path tokenizerFile) {
    int maxLength = StoredText.maxLength(adapter);
    TextTokenizer tokenizer = StoredText.tokenizer(adapter, required(tokenizerFile), maxLength);
    return new TextSource(backbone, tokenizer, maxLength, adapter.input("padTo"), false);
  }

  private static Path required(Path tokenizerFile) {
    if (tokenizerFile == null) {
      throw new BadInputException(
          "no --tokenizer",
          "one for a model that reads texts",
          "the options",
          "give the model's tokenizer.json or vocab.txt with --tokenizer");
    }
    return tokenizerFile;
  }

  @Override
  public Rows labelled(Path file) {
    return new TextRows(TsvReader.labelled(file), file);
  }

  @Override
  public Rows unlabelled(Path file) {
    return new TextRows(
        TsvReader.maybeLabelled(file).stream().map(TextRow::withoutLabel).toList(), file);
  }

  @Override
  public Map<String, Object> input() {
    return Map.of("maxLength", maxLength, "padTo", padTo);
  }

  @Override
  public String tokenizerHash() {
    return tokenizer.hash();
  }

  @Override
  public BatchSettings training(int batch, boolean dropLast, long seed) {
    return new BatchSettings(batch, padTo, true, dropLast, bucket, seed);
  }

  @Override
  public BatchSettings inOrder(int batch) {
    return BatchSettings.inOrder(batch, padTo);
  }

  @Override
  public int longest(RowBatches batches) {
    return Math.max(padTo, batches.longest());
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private final class TextRows implements Rows {
    private final List<TextRow> rows;
    private final Path file;

    TextRows(List<TextRow> rows, Path file) {
      this.rows = rows;
      this.file = file;
    }

    @Override
    public List<TextRow> rows() {
      return rows;
    }

    @Override
    public String hash() {
      return Fingerprints.ofFile(file);
    }

    @Override
    public Data with(Targets targets, boolean training) {
      TextData data = TextData.of(rows, targets, tokenizer, file);
      return new Data() {
        @Override
        public RowBatches batches(DataType floatType, BatchSettings settings) {
          return new TextBatches(data, inputs, floatType, settings);
        }

        @Override
        public Optional<String> name(int row) {
          return Optional.empty();
        }
      };
    }
  }
}
