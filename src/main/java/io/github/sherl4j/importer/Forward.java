package io.github.sherl4j.importer;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model file, or the part of it that some tensors need, run by another program. */
public interface Forward extends AutoCloseable {

  /** Name and version of the program. */
  String name();

  /**
   * Runs it once.
   *
   * @param feeds an array for every input of the model, by name; they stay the caller's
   * @return new arrays of the tensors it was opened for, by name; the caller closes them
   * @throws io.github.sherl4j.BadInputException if it cannot run the model on these inputs
   */
  Map<String, INDArray> run(Map<String, INDArray> feeds);

  @Override
  void close();
}
