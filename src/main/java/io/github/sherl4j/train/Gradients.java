package io.github.sherl4j.train;

import io.github.sherl4j.DivergedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean gradient of the batches of one step, kept until the update. */
final class Gradients implements AutoCloseable {

  private final int batches;
  private final Map<String, INDArray> sums = new LinkedHashMap<>();

  Gradients(int batches) {
    this.batches = batches;
  }

  /** Adds one batch's gradients; copies them only where more than one batch makes a step. */
  void add(Map<String, INDArray> gradients) {
    gradients.forEach(
        (name, gradient) -> {
          if (batches == 1) {
            sums.put(name, gradient);
          } else if (sums.containsKey(name)) {
            sums.get(name).addi(gradient.divi(batches));
          } else {
            sums.put(name, gradient.div(batches));
          }
        });
  }

  /**
   * The global norm; scales everything down to {@code clip} where that is above 0 and exceeded.
   *
   * @throws DivergedException if the norm is NaN or infinite
   */
  double clip(double clip, String where) {
    double squares = 0;
    for (INDArray g : sums.values()) {
      double norm = g.norm2Number().doubleValue();
      squares += norm * norm;
    }
    double norm = Math.sqrt(squares);
    if (!Double.isFinite(norm)) {
      throw new DivergedException(
          "gradient norm " + norm,
          "a finite norm",
          where,
          "lower --lr, or clip with --clip; the weights before this step are unharmed");
    }
    if (clip > 0 && norm > clip) {
      sums.values().forEach(g -> g.muli(clip / (norm + 1e-6)));
    }
    return norm;
  }

  Map<String, INDArray> values() {
    return sums;
  }

  @Override
  public void close() {
    if (batches > 1) {
      sums.values().forEach(INDArray::close);
    }
    sums.clear();
  }
}
