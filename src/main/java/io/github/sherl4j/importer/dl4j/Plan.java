package io.github.sherl4j.importer.dl4j;

import java.util.ArrayList;
import java.util.List;

/** Which weights each step has, in the order of the parameter vector. Not thread-safe. */
final class Plan {

  private record Taking(String layer, List<Param> params, List<String> reading) {}

  private final List<Taking> all = new ArrayList<>();

  /** The next weights belong to a step, which reads them in an order of its own. */
  void take(String layer, List<Param> params, List<String> reading) {
    all.add(new Taking(layer, List.copyOf(params), List.copyOf(reading)));
  }

  /**
   * Lays the weights over the vector.
   *
   * @throws io.github.sherl4j.CorruptFileException if it is too short or too long
   */
  Weights over(Parameters parameters, String where) {
    Weights weights = new Weights(parameters, where);
    all.forEach(t -> weights.take(t.layer(), t.params(), t.reading()));
    weights.finish();
    return weights;
  }
}
