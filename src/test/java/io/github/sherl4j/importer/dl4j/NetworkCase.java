package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.importer.ImportOptions;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network to compare.
 *
 * @param name what is special about it
 * @param network makes it
 * @param options how it is opened
 * @param inputs what it is fed with
 */
record NetworkCase(
    String name, Supplier<Model> network, ImportOptions options, List<INDArray> inputs) {

  NetworkCase {
    inputs = List.copyOf(inputs);
  }

  INDArray[] fed() {
    return inputs.toArray(new INDArray[0]);
  }
}
