package io.github.sherl4j.train.data;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.train.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of rows in the order that {@link BatchSettings} say: features from a subclass, labels
 * [batch, width] as {@link Targets} write them (one-hot classes or numbers).
 *
 * <p>The arrays of a batch are closed when the next one is made, so that native memory does not
 * wait for the garbage collector. {@link #reset()} moves on to the next epoch. Not thread-safe.
 */
public abstract class RowBatches implements MultiDataSetIterator, BatchSource, AutoCloseable {

  private final BatchSettings settings;
  private final Targets targets;
  private final double[] values;
  private final DataType floatType;
  private final List<INDArray> open = new ArrayList<>();
  private List<int[]> order;
  private FeatureSource source;
  private int epoch;
  private int next;

  /**
   * The start of epoch 0, once the subclass has called {@link #seek} with it.
   *
   * @param values the target of every row
   * @param floatType element type of the labels: that of the features the head reads
   */
  protected RowBatches(
      BatchSettings settings, Targets targets, double[] values, DataType floatType) {
    this.settings = settings;
    this.targets = targets;
    this.values = values.clone();
    this.floatType = floatType;
  }

  /** Length of a row, which buckets sort by. */
  protected abstract int length(int row);

  /** The greatest {@link #length} of all rows. */
  public final int longest() {
    return IntStream.range(0, values.length).map(this::length).max().orElse(0);
  }

  /**
   * The features of a batch, one array for each input of the backbone, and masks (entries may be
   * {@code null}); each array handed to {@link #keep}.
   */
  protected abstract Features features(int[] rows);

  /**
   * Told which rows {@link #features} will most likely be asked for next, so that another thread
   * may begin with them.
   */
  protected void upcoming(int[] rows, int ofEpoch) {
    // Most rows are there at once.
  }

  /**
   * What a backbone reads for one batch.
   *
   * @param arrays one for each of its inputs, in their order
   * @param masks for the same inputs; {@code null} if there are none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to ND4J, which takes arrays
  public record Features(INDArray[] arrays, INDArray[] masks) {}

  /** Makes the features of batches. */
  @FunctionalInterface
  public interface FeatureSource {

    /**
     * The features of some rows, new arrays that the batches close.
     *
     * @param epoch from 0; what is random about a row follows from it
     */
    Features features(int[] rows, int epoch);
  }

  /** Takes features from elsewhere from now on; order, labels and lengths stay. */
  public final void readFrom(FeatureSource other) {
    source = other;
  }

  /**
   * The features as the backbone reads them, whatever {@link #readFrom} says; their arrays are the
   * caller's.
   */
  public final Features inputs(int[] rows, int ofEpoch) {
    int now = epoch;
    List<INDArray> before = List.copyOf(open);
    open.clear();
    epoch = ofEpoch;
    try {
      Features features = features(rows);
      Arrays.stream(features.arrays()).forEach(this::let);
      if (features.masks() != null) {
        Arrays.stream(features.masks()).forEach(this::let);
      }
      close();
      return features;
    } finally {
      open.addAll(before);
      epoch = now;
    }
  }

  private void let(INDArray array) {
    open.removeIf(kept -> isSame(kept, array));
  }

  @SuppressWarnings("ReferenceEquality") // equal arrays are not the same one
  private static boolean isSame(INDArray a, INDArray b) {
    return a == b;
  }

  /** Number of rows. */
  public final int size() {
    return values.length;
  }

  /** Tokens of a row; 1 where it has none. */
  public final int tokens(int row) {
    return length(row);
  }

  /** How rows become batches. */
  public final BatchSettings settings() {
    return settings;
  }

  /** Has an array closed when the next batch is made. */
  protected final INDArray keep(INDArray array) {
    open.add(array);
    return array;
  }

  /**
   * Starts at a batch of an epoch, as if all before had been read.
   *
   * @param batch from 0 to {@link #batches()}; the latter is the end of the epoch
   * @throws BadInputException if there is no such place
   */
  @Override
  public final void seek(int newEpoch, int batch) {
    List<int[]> newOrder = EpochOrder.batches(settings, values.length, newEpoch, this::length);
    if (newEpoch < 0 || batch < 0 || batch > newOrder.size()) {
      throw new BadInputException(
          "batch " + batch + " of epoch " + newEpoch,
          "a batch from 0 to " + newOrder.size() + " of an epoch from 0",
          "the position in the data",
          "resume with the data and settings of the run");
    }
    epoch = newEpoch;
    next = batch;
    order = newOrder;
  }

  /** 0-based number of the current epoch. */
  public final int epoch() {
    return epoch;
  }

  @Override
  public final int batches() {
    return order.size();
  }

  @Override
  public final boolean hasNext() {
    return next < order.size();
  }

  @Override
  public final MultiDataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the epoch has " + order.size() + " batches");
    }
    close();
    int[] rows = order.get(next);
    Features features = source == null ? features(rows) : source.features(rows, epoch);
    Arrays.stream(features.arrays()).forEach(this::keep);
    INDArray labels = keep(Nd4j.zeros(floatType, rows.length, targets.width()));
    for (int r = 0; r < rows.length; r++) {
      targets.write(values[rows[r]], labels, r);
    }
    next++;
    if (source == null && hasNext()) {
      upcoming(order.get(next), epoch);
    }
    return new MultiDataSet(features.arrays(), new INDArray[] {labels}, features.masks(), null);
  }

  /** The row numbers of the batch that {@link #next()} gave last; none before the first. */
  public final int[] rows() {
    return next == 0 ? new int[0] : order.get(next - 1).clone();
  }

  /** The targets of that batch: numbers of classes, or the numbers themselves. */
  public final double[] targets() {
    return Arrays.stream(rows()).mapToDouble(r -> values[r]).toArray();
  }

  @Override
  public final void close() {
    for (INDArray array : open) {
      if (array.closeable() && !array.wasClosed()) {
        array.close();
      }
    }
    open.clear();
  }

  @Override
  public final void reset() {
    seek(epoch + 1, 0);
  }

  @Override
  public final MultiDataSet next(int number) {
    throw new BadInputException(
        "a request for " + number + " rows",
        "the batch size it was made with",
        getClass().getSimpleName(),
        "set the batch size in BatchSettings");
  }

  @Override
  public final boolean resetSupported() {
    return true;
  }

  @Override
  public final boolean asyncSupported() {
    return false;
  }

  @Override
  public final void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    throw new BadInputException(
        "a pre-processor", "none", getClass().getSimpleName(), "change the data before it");
  }

  @Override
  public final MultiDataSetPreProcessor getPreProcessor() {
    return null;
  }
}
