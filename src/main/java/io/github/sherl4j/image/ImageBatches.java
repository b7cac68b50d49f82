package io.github.sherl4j.image;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.RowBatches;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of pictures for a backbone: one features array [batch, 3, height, width] or [batch,
 * height, width, 3], as its input has it; no mask; labels as {@link RowBatches} has them. Decodes
 * while it goes, the next batch in another thread, so {@link #next()} may meet a broken picture, a
 * {@link BadInputException} with its path. Not thread-safe.
 */
public final class ImageBatches extends RowBatches {

  private static final int MOST_VALUES = Integer.MAX_VALUE - 8; // longer arrays Java has not

  private final ImageData data;
  private final ImageInput input;
  private final long seed;
  private final float[][] levels = new float[Pixels.COLOURS][];
  private Ahead ahead;

  /**
   * Batches for a backbone.
   *
   * @param inputs the backbone's inputs
   * @param floatType element type of the labels: that of the features the head reads
   * @param settings its seed is that of the augmentations too
   * @throws BadInputException if the backbone does not read such pictures, or settings are for
   *     texts only
   */
  public ImageBatches(
      ImageData data, List<TensorInfo> inputs, DataType floatType, BatchSettings settings) {
    super(settings, data.targets(), data.values(), floatType);
    if (settings.padTo() > 0 || settings.bucket()) {
      throw new BadInputException(
          settings.toString(), "no padding and no buckets", "ImageBatches", "leave them out");
    }
    this.data = data;
    this.input = ImageInput.of(inputs);
    this.seed = settings.seed();
    input.require(data.settings());
    for (int c = 0; c < levels.length; c++) {
      levels[c] = data.settings().levels(c);
    }
    seek(0, 0);
  }

  @Override
  protected int length(int row) {
    return 1;
  }

  @Override
  protected Features features(int[] rows) {
    int area = data.settings().width() * data.settings().height();
    long all = (long) rows.length * area * Pixels.COLOURS;
    if (all > MOST_VALUES) {
      throw new BadInputException(
          rows.length + " pictures of " + data.settings().width() + "x" + data.settings().height(),
          "at most " + MOST_VALUES + " values a batch",
          "ImageBatches",
          "give a smaller --batch or --crop");
    }
    Ahead begun = ahead;
    ahead = null;
    float[] values =
        begun != null && begun.isOf(rows, epoch()) ? begun.values() : values(rows, epoch());
    long height = data.settings().height();
    long width = data.settings().width();
    long[] shape =
        input.channelsFirst()
            ? new long[] {rows.length, Pixels.COLOURS, height, width}
            : new long[] {rows.length, height, width, Pixels.COLOURS};
    INDArray floats = keep(Nd4j.create(values, shape, 'c'));
    return new Features(new INDArray[] {keep(floats.castTo(input.dtype()))}, null);
  }

  @Override
  protected void upcoming(int[] rows, int ofEpoch) {
    ahead = new Ahead(rows, ofEpoch, CompletableFuture.supplyAsync(() -> values(rows, ofEpoch)));
  }

  /** Numbers that another thread decodes while a step runs. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content
  private record Ahead(int[] rows, int epoch, CompletableFuture<float[]> decoding) {
    boolean isOf(int[] wanted, int ofEpoch) {
      return epoch == ofEpoch && Arrays.equals(rows, wanted);
    }

    float[] values() {
      try {
        return decoding.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof SherlException refused) {
          throw refused;
        }
        throw e;
      }
    }
  }

  private float[] values(int[] rows, int ofEpoch) {
    int area = data.settings().width() * data.settings().height();
    float[] values = new float[Math.multiplyExact(rows.length, area * Pixels.COLOURS)];
    for (int r = 0; r < rows.length; r++) {
      byte[] rgb = data.pixels(rows[r], seed, ofEpoch).bytes();
      int start = r * area * Pixels.COLOURS;
      for (int i = 0; i < rgb.length; i++) {
        int c = i % Pixels.COLOURS;
        int at = input.channelsFirst() ? c * area + i / Pixels.COLOURS : i;
        values[start + at] = levels[c][rgb[i] & 0xFF];
      }
    }
    return values;
  }
}
