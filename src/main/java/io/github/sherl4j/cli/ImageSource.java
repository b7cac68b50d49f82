package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.image.ImageBatches;
import io.github.sherl4j.image.ImageData;
import io.github.sherl4j.image.ImageInput;
import io.github.sherl4j.image.ImageRow;
import io.github.sherl4j.image.ImageRows;
import io.github.sherl4j.image.ImageSettings;
import io.github.sherl4j.image.PixelBudget;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.StoredAdapter;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.train.data.Targets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;

/** Pictures for a backbone that reads float maps of three colours. */
final class ImageSource implements DataSource {

  private final List<TensorInfo> inputs;
  private final ImageSettings settings;
  private final PixelBudget budget = PixelBudget.standard();

  private ImageSource(Backbone backbone, ImageSettings settings) {
    this.inputs = backbone.inputs();
    this.settings = settings;
    ImageInput.of(inputs).require(settings);
  }

  static ImageSource of(Backbone backbone, ImageOptions options) {
    return new ImageSource(backbone, options.settings(ImageInput.of(backbone.inputs())));
  }

  static ImageSource restored(StoredAdapter adapter, Backbone backbone) {
    if (adapter.input("width") < 1) {
      throw new BadInputException(
          "an adapter that was not trained on pictures by sherl train",
          "one that says how pictures become numbers",
          adapter.where(),
          "use it from code");
    }
    return new ImageSource(backbone, ImageSettings.restore(adapter::inputText));
  }

  @Override
  public Rows labelled(Path file) {
    return new Pictures(ImageRows.labelled(file), file);
  }

  @Override
  public Rows unlabelled(Path file) {
    return new Pictures(
        ImageRows.maybeLabelled(file).stream().map(ImageRow::withoutLabel).toList(), file);
  }

  @Override
  public Map<String, Object> input() {
    Map<String, Object> input = new TreeMap<>(settings.description());
    if (!settings.augmentations().isEmpty()) {
      input.put(
          AUGMENT, String.join(",", settings.augmentations().stream().map(a -> a.name()).toList()));
    }
    return input;
  }

  @Override
  public String tokenizerHash() {
    return "";
  }

  @Override
  public BatchSettings training(int batch, boolean dropLast, long seed) {
    return new BatchSettings(batch, 0, true, dropLast, false, seed);
  }

  @Override
  public BatchSettings inOrder(int batch) {
    return BatchSettings.inOrder(batch, 0);
  }

  @Override
  public int longest(RowBatches batches) {
    return Math.max(settings.width(), settings.height());
  }

  @Override
  public void close() {}

  private final class Pictures implements Rows {
    private final List<ImageRow> rows;
    private final Path file;

    Pictures(List<ImageRow> rows, Path file) {
      this.rows = rows;
      this.file = file;
    }

    @Override
    public List<ImageRow> rows() {
      return rows;
    }

    @Override
    public String hash() {
      return ImageRow.hash(rows);
    }

    @Override
    public Data with(Targets targets, boolean training) {
      ImageSettings own = training ? settings : settings.withoutAugmentation();
      ImageData data = ImageData.of(rows, targets, own, budget, file);
      data.checkAll();
      return new Data() {
        @Override
        public RowBatches batches(DataType floatType, BatchSettings batching) {
          return new ImageBatches(data, inputs, floatType, batching);
        }

        @Override
        public Optional<String> name(int row) {
          return Optional.of(data.row(row).name());
        }
      };
    }
  }
}
