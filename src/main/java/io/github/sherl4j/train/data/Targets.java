package io.github.sherl4j.train.data;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the labels of a data set mean to a task: how a label becomes a row of the truth array, and a
 * row of logits an answer. Made by a {@link LabelCodec}; immutable.
 */
public interface Targets {

  /** Names of the classes in order, which an adapter file remembers; empty if there are none. */
  List<String> names();

  /** Columns of the truth array. */
  int width();

  /**
   * The target of a labelled row: the number of its class, or its own number.
   *
   * @param file for messages
   * @throws io.github.sherl4j.SherlException naming the line whose label cannot be read
   */
  double read(Labelled row, String file);

  /**
   * Writes a target.
   *
   * @param truth [batch, {@link #width()}], zeros in this row
   */
  void write(double target, INDArray truth, long row);

  /**
   * The answer to show for one row of logits: names and values, the most telling one first. Values
   * are texts, numbers or arrays of numbers.
   */
  Map<String, Object> answer(double[] logits);
}
