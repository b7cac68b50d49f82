package io.github.sherl4j.importer;

import java.util.List;

/**
 * How an imported model's numbers compare with recorded ones.
 *
 * @param ok whether every tensor is within the tolerance
 * @param maxAbsDiff largest absolute difference of all
 * @param tensors one row a compared tensor
 * @param skipped recorded blocks that name no tensor of the model
 */
public record VerifyReport(boolean ok, double maxAbsDiff, List<Row> tensors, List<String> skipped) {

  /** Defensive copies. */
  public VerifyReport {
    tensors = List.copyOf(tensors);
    skipped = List.copyOf(skipped);
  }

  /**
   * One compared tensor.
   *
   * @param name key in the recorded file
   * @param maxAbsDiff largest absolute difference; infinite where NaN or the shape differs
   */
  public record Row(String name, double maxAbsDiff) {}
}
