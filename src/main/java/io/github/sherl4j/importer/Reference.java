package io.github.sherl4j.importer;

import io.github.sherl4j.format.NpyArray;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Another program that runs the same model file, to compare with. Not thread-safe. */
public interface Reference extends AutoCloseable {

  /** Name and version of the program. */
  String name();

  /**
   * Runs the model once.
   *
   * @param feeds an array for every input, by name; they stay the caller's
   * @return copies of the tensors it was opened for, by name; without those it cannot show
   * @throws io.github.sherl4j.BadInputException if it cannot run the model on these inputs
   */
  Map<String, NpyArray> run(Map<String, INDArray> feeds);

  @Override
  void close();
}
