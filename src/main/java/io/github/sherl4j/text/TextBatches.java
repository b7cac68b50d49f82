package io.github.sherl4j.text;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of tokenised text for a backbone: one features array [batch, tokens] for each of its
 * inputs ({@code input_ids}, {@code attention_mask}, {@code token_type_ids}) in their order, the
 * mask of real tokens as mask of the first features, labels [batch, width] as the data's {@link
 * Targets} write them (one-hot classes or numbers).
 *
 * <p>The arrays of a batch are closed when the next one is made, so that native memory does not
 * wait for the garbage collector. {@link #reset()} moves on to the next epoch. Not thread-safe.
 */
public final class TextBatches implements MultiDataSetIterator, BatchSource, AutoCloseable {

  private static final List<String> KNOWN =
      List.of("input_ids", "attention_mask", "token_type_ids");

  private final TextData data;
  private final List<TensorInfo> inputs;
  private final DataType floatType;
  private final BatchSettings settings;
  private final List<INDArray> open = new ArrayList<>();
  private List<int[]> order;
  private int epoch;
  private int next;

  /**
   * Batches for a backbone.
   *
   * @param inputs the backbone's inputs
   * @param floatType element type of labels and mask: that of the features the head reads
   * @throws io.github.sherl4j.NoMatchException if the backbone reads anything but the known inputs
   */
  public TextBatches(
      TextData data, List<TensorInfo> inputs, DataType floatType, BatchSettings settings) {
    this.data = data;
    this.inputs = List.copyOf(inputs);
    this.floatType = floatType;
    this.settings = settings;
    for (TensorInfo input : inputs) {
      if (!KNOWN.contains(input.name())) {
        throw TextData.unknownInput(input.name(), KNOWN);
      }
    }
    seek(0, 0);
  }

  /**
   * Starts at a batch of an epoch, as if all before had been read.
   *
   * @param batch from 0 to {@link #batches()}; the latter is the end of the epoch
   * @throws BadInputException if there is no such place
   */
  @Override
  public void seek(int newEpoch, int batch) {
    List<int[]> newOrder =
        EpochOrder.batches(settings, data.size(), newEpoch, i -> data.row(i).ids().length());
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
  public int epoch() {
    return epoch;
  }

  @Override
  public int batches() {
    return order.size();
  }

  @Override
  public boolean hasNext() {
    return next < order.size();
  }

  @Override
  public MultiDataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the epoch has " + order.size() + " batches");
    }
    close();
    int[] rows = order.get(next);
    int length = length(rows);
    INDArray[] features = new INDArray[inputs.size()];
    for (int i = 0; i < features.length; i++) {
      String name = inputs.get(i).name();
      features[i] = keep(matrix(rows, length, name).castTo(inputs.get(i).dtype()));
    }
    INDArray[] masks = new INDArray[features.length];
    masks[0] = keep(matrix(rows, length, "attention_mask").castTo(floatType));
    Targets targets = data.targets();
    INDArray labels = keep(Nd4j.zeros(floatType, rows.length, targets.width()));
    for (int r = 0; r < rows.length; r++) {
      targets.write(data.target(rows[r]), labels, r);
    }
    next++;
    return new MultiDataSet(features, new INDArray[] {labels}, masks, null);
  }

  /** The row numbers of the batch that {@link #next()} gave last; none before the first. */
  public int[] rows() {
    return next == 0 ? new int[0] : order.get(next - 1).clone();
  }

  /** The targets of that batch: numbers of classes, or the numbers themselves. */
  public double[] targets() {
    return Arrays.stream(rows()).mapToDouble(data::target).toArray();
  }

  private int length(int[] rows) {
    int longest = 1;
    for (int row : rows) {
      longest = Math.max(longest, data.row(row).ids().length());
    }
    if (settings.padTo() > 0 && longest > settings.padTo()) {
      throw new BadInputException(
          "a row of " + longest + " tokens",
          "at most --pad-to " + settings.padTo(),
          "the data",
          "set --max-length to at most --pad-to");
    }
    return settings.padTo() > 0 ? settings.padTo() : longest;
  }

  private INDArray matrix(int[] rows, int length, String name) {
    long[][] values = new long[rows.length][length];
    for (int r = 0; r < rows.length; r++) {
      TokenIds row = data.row(rows[r]);
      for (int t = 0; t < length; t++) {
        boolean real = t < row.ids().length();
        values[r][t] =
            switch (name) {
              case "input_ids" -> real ? row.ids().get(t) : data.padId();
              case "attention_mask" -> real ? 1 : 0;
              default -> real ? row.types().get(t) : 0;
            };
      }
    }
    return keep(Nd4j.createFromArray(values));
  }

  private INDArray keep(INDArray array) {
    open.add(array);
    return array;
  }

  @Override
  public void close() {
    for (INDArray array : open) {
      if (array.closeable() && !array.wasClosed()) {
        array.close();
      }
    }
    open.clear();
  }

  @Override
  public void reset() {
    seek(epoch + 1, 0);
  }

  @Override
  public MultiDataSet next(int number) {
    throw new BadInputException(
        "a request for " + number + " rows",
        "the batch size it was made with",
        "TextBatches",
        "set the batch size in BatchSettings");
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    throw new BadInputException(
        "a pre-processor", "none", "TextBatches", "change the data before tokenising");
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return null;
  }
}
