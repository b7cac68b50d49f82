package io.github.sherl4j.importer;

import java.util.List;
import java.util.Optional;

/**
 * How an imported model's numbers compare with those of the original.
 *
 * @param tensors one row a compared tensor, in the order of the record or of computation
 * @param skipped what was recorded or computed but could not be compared
 */
public record VerifyReport(List<Row> tensors, List<String> skipped) {

  /** Defensive copies. */
  public VerifyReport {
    tensors = List.copyOf(tensors);
    skipped = List.copyOf(skipped);
  }

  /** Whether every tensor is within its tolerance. */
  public boolean ok() {
    return firstDifference().isEmpty();
  }

  /** Largest absolute difference of all. */
  public double maxAbsDiff() {
    return tensors.stream().mapToDouble(Row::maxAbsDiff).max().orElse(0);
  }

  /** The first tensor that is not within its tolerance. */
  public Optional<Row> firstDifference() {
    return tensors.stream().filter(r -> !(r.maxAbsDiff() <= r.tolerance())).findFirst();
  }

  /**
   * One compared tensor.
   *
   * @param name key in the recorded file, or name of the tensor
   * @param maxAbsDiff largest absolute difference; infinite where NaN or the shape differs
   * @param tolerance what is allowed for it
   */
  public record Row(String name, double maxAbsDiff, double tolerance) {}
}
