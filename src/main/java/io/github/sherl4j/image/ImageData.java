package io.github.sherl4j.image;

import com.google.common.hash.Hashing;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.train.data.Targets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Pictures with their targets, decoded when they are needed and kept as bytes while the {@link
 * PixelBudget} lasts: as the model reads them, or whole where an augmentation chooses parts of
 * them. Not thread-safe.
 */
public final class ImageData {

  private final List<ImageRow> rows;
  private final double[] values;
  private final Targets targets;
  private final ImageSettings settings;
  private final PixelBudget budget;
  private final Pixels[] kept;

  private ImageData(
      List<ImageRow> rows,
      double[] values,
      Targets targets,
      ImageSettings settings,
      PixelBudget budget) {
    this.rows = List.copyOf(rows);
    this.values = values;
    this.targets = targets;
    this.settings = settings;
    this.budget = budget;
    this.kept = new Pixels[values.length];
  }

  /**
   * Reads the labels; no picture yet.
   *
   * @param targets what labels mean, such as {@link Labels}; rows without a label get target 0
   * @param settings with augmentations for training, without to measure
   * @param file for messages
   * @throws io.github.sherl4j.NoMatchException if a row's label is none of the classes
   * @throws io.github.sherl4j.BadInputException if it is no number where it has to be one
   */
  public static ImageData of(
      List<ImageRow> rows, Targets targets, ImageSettings settings, PixelBudget budget, Path file) {
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      if (rows.get(i).label() != null) {
        values[i] = targets.read(rows.get(i), file.toString());
      }
    }
    return new ImageData(rows, values, targets, settings, budget);
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  /** A row. */
  public ImageRow row(int i) {
    return rows.get(i);
  }

  /**
   * Decodes every picture once, so that a broken one is met now and not hours later.
   *
   * @throws io.github.sherl4j.BadInputException with the path of the first that is broken
   */
  public void checkAll() {
    for (int i = 0; i < kept.length; i++) {
      base(i);
    }
  }

  double[] values() {
    return values;
  }

  Targets targets() {
    return targets;
  }

  ImageSettings settings() {
    return settings;
  }

  /** A row as the model reads it; its augmentation follows from seed, epoch and row alone. */
  Pixels pixels(int row, long seed, int epoch) {
    Pixels pixels = base(row);
    if (settings.augmentations().isEmpty()) {
      return pixels;
    }
    SplittableRandom random = random(seed, epoch, row);
    for (boolean framing : new boolean[] {true, false}) {
      for (Augmentation a : settings.augmentations()) {
        if (a.frames() == framing) {
          pixels = a.apply(pixels, settings.width(), settings.height(), random);
          if (pixels.width() != settings.width() || pixels.height() != settings.height()) {
            throw new IllegalStateException(a.name() + " gave a picture of " + pixels);
          }
        }
      }
    }
    return pixels;
  }

  /** Two sets of batches, and threads that decode ahead for them, may ask for one row. */
  private synchronized Pixels base(int row) {
    if (kept[row] != null) {
      return kept[row];
    }
    Pixels picture = rows.get(row).decode();
    boolean parts = settings.augmentations().stream().anyMatch(Augmentation::frames);
    Pixels pixels = parts ? picture : settings.frame(picture);
    if (budget.take(pixels)) {
      kept[row] = pixels;
    }
    return pixels;
  }

  /** Hashed, because generators whose seeds lie side by side are not independent. */
  private static SplittableRandom random(long seed, int epoch, int row) {
    return new SplittableRandom(
        Hashing.murmur3_128().newHasher().putLong(seed).putInt(epoch).putInt(row).hash().asLong());
  }
}
