package io.github.sherl4j.image;

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
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A set of labelled pictures with its classes, for what most programs do with them:
 *
 * <pre>{@code
 * LabelledPictures pictures = LabelledPictures.open(folder, ImageSettings.builder().build());
 * try (TunedModel model = Sherl.attach(Sherl.open(modelFile), "sherl", pictures.labels());
 *     ImageBatches train = pictures.training(model, 32, 1)) {
 *   Sherl.train(model, TrainConfig.builder().build(), train);
 *   pictures.save(model, adapterFile);
 * }
 * }</pre>
 *
 * Sets are those of {@link ImageRows}; {@link ImageData} and {@link ImageBatches} offer the rest.
 * Not thread-safe.
 */
public final class LabelledPictures {

  private static final int ANSWERED_AT_ONCE = 32;

  private final List<ImageRow> rows;
  private final Path place;
  private final ImageSettings settings;
  private final Labels labels;
  private final PixelBudget budget = PixelBudget.standard();
  private int batch = ANSWERED_AT_ONCE;
  private long seed;

  private LabelledPictures(Path place, ImageSettings settings) {
    this.rows = ImageRows.labelled(place);
    this.place = place;
    this.settings = settings;
    this.labels = Labels.of(rows);
  }

  /**
   * Lists a set of pictures, none of which is decoded yet; its labels are the classes.
   *
   * @param place a folder {@code <label>/<picture>}, a list of {@code label<TAB>path} lines or a
   *     CIFAR-10 {@code .bin} file
   * @param settings how pictures become numbers; augmentations are for training alone
   * @throws io.github.sherl4j.BadInputException naming the line, record or file that is wrong
   */
  public static LabelledPictures open(Path place, ImageSettings settings) {
    return new LabelledPictures(place, settings);
  }

  /** The classes in order. */
  public List<String> labels() {
    return labels.names();
  }

  /** Number of pictures. */
  public int size() {
    return rows.size();
  }

  /** The pictures in a random order of each epoch's own, which follows from the seed. */
  public ImageBatches training(TunedModel model, int picturesABatch, long orderSeed) {
    batch = picturesABatch;
    seed = orderSeed;
    ImageData data = ImageData.of(rows, labels, settings, budget, place);
    return batches(data, model, new BatchSettings(batch, 0, true, false, false, orderSeed));
  }

  /**
   * The pictures of another set with the same classes, in their order: to measure a model on.
   *
   * @throws io.github.sherl4j.NoMatchException if a label is none of the classes
   */
  public ImageBatches inOrder(TunedModel model, Path other, int picturesABatch) {
    return inOrder(model, ImageRows.labelled(other), other, picturesABatch);
  }

  private ImageBatches inOrder(TunedModel model, List<ImageRow> some, Path from, int together) {
    ImageSettings plain = settings.withoutAugmentation();
    ImageData data = ImageData.of(some, labels, plain, budget, from);
    return batches(data, model, BatchSettings.inOrder(together, 0));
  }

  private static ImageBatches batches(ImageData data, TunedModel model, BatchSettings how) {
    return new ImageBatches(data, model.backbone().inputs(), model.dtype(), how);
  }

  /**
   * The class that a classifier gives each picture.
   *
   * @param some a picture, or a set of them; labels are not read
   */
  public List<String> predict(TunedModel model, Path some) {
    List<ImageRow> asked =
        ImageRows.maybeLabelled(some).stream().map(ImageRow::withoutLabel).toList();
    List<String> answers = new ArrayList<>();
    try (ImageBatches all = inOrder(model, asked, some, ANSWERED_AT_ONCE);
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
   * pictures as these were; returns its size in bytes.
   */
  public long save(TunedModel model, Path adapter) {
    Map<String, Object> input = new TreeMap<>(settings.description());
    input.put("batch", batch);
    return AdapterStore.save(
        adapter, model, new Provenance(seed, "", ImageRow.hash(rows), input, Map.of()));
  }
}
