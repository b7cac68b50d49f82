package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.importer.ImportOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Small networks, at least one for every type that is mapped. */
final class NetworkCases {

  private final List<NetworkCase> all = new ArrayList<>();

  private NetworkCases() {}

  static List<NetworkCase> all() {
    return of(
        cases -> {
          MapCases.add(cases);
          MatrixCases.add(cases);
          SequenceCases.add(cases);
          RecurrentCases.add(cases);
          VertexCases.add(cases);
          PreprocessorCases.add(cases);
        });
  }

  /** What is added. */
  static List<NetworkCase> of(Consumer<NetworkCases> add) {
    NetworkCases cases = new NetworkCases();
    add.accept(cases);
    return cases.all;
  }

  /** A network whose open sizes stay open. */
  void add(String name, Supplier<Model> network, INDArray... inputs) {
    all.add(new NetworkCase(name, network, ImportOptions.DEFAULT, List.of(inputs)));
  }

  /** A network opened with all sizes but the batch pinned. */
  void pinned(String name, Supplier<Model> network, INDArray... inputs) {
    all.add(new NetworkCase(name, network, Pinned.all(inputs), List.of(inputs)));
  }
}
