package io.github.sherl4j.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a method will do to a backbone; made before the graph is touched. Tensor and weight names
 * are those of the file. Immutable.
 *
 * @param method name of the method
 * @param preset name of the preset the settings come from
 * @param taps tensors that are read without a gradient, shallow first; the last one is the guide
 * @param lateFrom the tensor whose readers get the adapter's output instead; empty for methods that
 *     add nothing to the backbone
 * @param lateBlocks number of blocks behind {@code lateFrom}
 * @param trained backbone weights that are trained
 * @param lowRank backbone weights that stay frozen beside a trained low-rank update
 * @param features tensor that the head reads
 * @param pooling how tokens become one vector
 * @param settings every setting in force, including defaults; stored in the adapter file
 */
public record TuningPlan(
    String method,
    String preset,
    List<String> taps,
    Optional<String> lateFrom,
    int lateBlocks,
    List<String> trained,
    List<String> lowRank,
    String features,
    Pooling pooling,
    Map<String, String> settings) {

  /** Defensive copies. */
  public TuningPlan {
    taps = List.copyOf(taps);
    trained = List.copyOf(trained);
    lowRank = List.copyOf(lowRank);
    settings = Map.copyOf(settings);
  }

  /** A plan without low-rank updates. */
  public TuningPlan(
      String method,
      String preset,
      List<String> taps,
      Optional<String> lateFrom,
      int lateBlocks,
      List<String> trained,
      String features,
      Pooling pooling,
      Map<String, String> settings) {
    this(
        method,
        preset,
        taps,
        lateFrom,
        lateBlocks,
        trained,
        List.of(),
        features,
        pooling,
        settings);
  }

  /** The same plan with other trained weights and low-rank updates. */
  public TuningPlan withTrained(List<String> newTrained, List<String> newLowRank) {
    return new TuningPlan(
        method,
        preset,
        taps,
        lateFrom,
        lateBlocks,
        newTrained,
        newLowRank,
        features,
        pooling,
        settings);
  }
}
