package io.github.sherl4j.text;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.RowBatches;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of tokenised text for a backbone: one features array [batch, tokens] for each of its
 * inputs ({@code input_ids}, {@code attention_mask}, {@code token_type_ids}) in their order, the
 * mask of real tokens as mask of the first features, labels as {@link RowBatches} has them. A
 * decoder reads the same tokens one place later ({@code decoder_input_ids}, as T5 and BART classify
 * texts): it starts with the padding id, the last real token is left out. A model whose one input
 * is whole numbers [batch, tokens] reads the ids there, whatever its name. Not thread-safe.
 */
public final class TextBatches extends RowBatches {

  private static final List<String> KNOWN =
      List.of(
          "input_ids",
          "attention_mask",
          "token_type_ids",
          "decoder_input_ids",
          "decoder_attention_mask");

  private final TextData data;
  private final List<TensorInfo> inputs;
  private final DataType floatType;
  private final int padTo;

  /**
   * Batches for a backbone.
   *
   * @param inputs the backbone's inputs
   * @param floatType element type of labels and mask: that of the features the head reads
   * @throws io.github.sherl4j.NoMatchException if the backbone reads anything but the known inputs
   */
  public TextBatches(
      TextData data, List<TensorInfo> inputs, DataType floatType, BatchSettings settings) {
    super(settings, data.targets(), data.values(), floatType);
    this.data = data;
    this.inputs = List.copyOf(inputs);
    this.floatType = floatType;
    this.padTo = settings.padTo();
    for (TensorInfo input : inputs) {
      if (!KNOWN.contains(role(input))) {
        throw TextData.unknownInput(input.name(), KNOWN);
      }
    }
    seek(0, 0);
  }

  private String role(TensorInfo input) {
    boolean ids = inputs.size() == 1 && input.rank() == 2 && input.dtype().isIntType();
    return ids ? "input_ids" : input.name();
  }

  @Override
  protected int length(int row) {
    return data.row(row).ids().length();
  }

  @Override
  protected Features features(int[] rows) {
    int length = length(rows);
    INDArray[] features = new INDArray[inputs.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = keep(matrix(rows, length, role(inputs.get(i))).castTo(inputs.get(i).dtype()));
    }
    INDArray[] masks = new INDArray[features.length];
    masks[0] = keep(matrix(rows, length, "attention_mask").castTo(floatType));
    return new Features(features, masks);
  }

  private int length(int[] rows) {
    int longest = 1;
    for (int row : rows) {
      longest = Math.max(longest, length(row));
    }
    if (padTo > 0 && longest > padTo) {
      throw new BadInputException(
          "a row of " + longest + " tokens",
          "at most --pad-to " + padTo,
          "the data",
          "set --max-length to at most --pad-to");
    }
    return padTo > 0 ? padTo : longest;
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
              case "attention_mask", "decoder_attention_mask" -> real ? 1 : 0;
              case "decoder_input_ids" -> real && t > 0 ? row.ids().get(t - 1) : data.padId();
              default -> real ? row.types().get(t) : 0;
            };
      }
    }
    return keep(Nd4j.createFromArray(values));
  }
}
