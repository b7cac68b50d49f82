package io.github.sherl4j.plan;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A backbone's graph while a method changes it. Tensor and weight names are those of the file. Not
 * thread-safe.
 */
public interface TuningGraph {

  /** The graph, to build ops of one's own from. */
  SameDiff graph();

  /** FLOAT or DOUBLE: the element type of the backbone's features. */
  DataType dtype();

  /** A tensor's value as {@link #dtype()}, with no gradient path to what made it. */
  SDVariable tap(String tensor);

  /** A tensor as later layers see it: the replacement if there is one. */
  SDVariable tensor(String tensor);

  /** Size of the pooled features that the head reads, those of all tensors together. */
  long headWidth();

  /** See {@link io.github.sherl4j.importer.Backbone#channelsLast()}. */
  boolean channelsLast();

  /** A tensor's shape; −1 where dynamic. */
  List<Long> shape(String tensor);

  /**
   * Makes every layer behind {@code tensor} that no tap depends on read {@code by} instead; what
   * the taps are made of, and what the method itself built, keeps reading the old value.
   */
  void replace(String tensor, SDVariable by);

  /** A new trainable variable of type {@link #dtype()} with start values drawn from the seed. */
  SDVariable parameter(String name, StartValues start, long... shape);

  /** Makes backbone weights trainable; lookups of rows in them get a right gradient. */
  void train(List<String> weights);

  /**
   * Adds a trained product B·A of low rank, scaled by 2, to a frozen weight; it starts at 0. The
   * parameters are {@code <weight>.lora.a} [rank, rest] and {@code <weight>.lora.b} [first, rank],
   * the weight seen as [first, rest].
   */
  void lowRank(String weight, int rank);

  /**
   * Multiplies {@code x} by a mask that is all ones outside training; inside, each entry is 0 with
   * probability {@code rate}, else 1 / (1 − rate).
   */
  SDVariable dropout(SDVariable x, double rate);

  /**
   * Batch norm of rows: batch statistics in training, running ones outside. Makes the parameters
   * {@code <name>.weight} and {@code .bias} and the buffers {@code <name>.mean} and {@code
   * .variance}, which every training batch moves by 0.1.
   *
   * @param rows [T, width]
   */
  SDVariable batchNorm(String name, SDVariable rows, long width, double eps);

  /**
   * The float mask of the real tokens of a tensor, [batch, tokens]: 1 real, 0 padding; empty if it
   * stands for no tokens. It is the model input whose name is that of the ids with {@code
   * attention_mask} for {@code input_ids} ({@code decoder_input_ids}: {@code
   * decoder_attention_mask}), else {@code attention_mask}; a model without it gets a placeholder of
   * that name that only pooling reads.
   */
  Optional<SDVariable> tokenMask(String tensor);

  /** 1 at the last real token of each row of a mask, else 0. */
  SDVariable lastToken(SDVariable mask);
}
