package io.github.sherl4j.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a method will do to a backbone; made before the graph is touched. Tensor and weight names
 * are those of the file. Immutable.
 *
 * @param method name of the method
 * @param preset name of the preset the settings come from
 * @param taps tensors that are read without a gradient, shallow first; the last one is the guide.
 *     With several insertions those of all, one after another
 * @param lateFrom the tensor whose readers get the adapter's output instead; empty for methods that
 *     add nothing to the backbone. With several insertions that of a decoder, or of the first tower
 * @param lateBlocks number of blocks behind {@code lateFrom}
 * @param trained backbone weights that are trained
 * @param lowRank backbone weights that stay frozen beside a trained low-rank update
 * @param features tensor that the head reads
 * @param beside further tensors whose pooled features the head reads behind the first's (towers)
 * @param insertions the adapters; empty for methods that add nothing to the backbone
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
    List<String> beside,
    List<Insertion> insertions,
    Pooling pooling,
    Map<String, String> settings) {

  /** Defensive copies. */
  public TuningPlan {
    taps = List.copyOf(taps);
    trained = List.copyOf(trained);
    lowRank = List.copyOf(lowRank);
    beside = List.copyOf(beside);
    insertions = List.copyOf(insertions);
    settings = Map.copyOf(settings);
  }

  /** A plan that adds nothing to the backbone. */
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
        List.of(),
        List.of(),
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
        beside,
        insertions,
        pooling,
        settings);
  }

  /** The same plan with other adapters; their taps become the plan's. */
  public TuningPlan withInsertions(List<Insertion> all) {
    List<String> read = all.stream().flatMap(i -> i.taps().stream()).distinct().toList();
    return new TuningPlan(
        method,
        preset,
        read,
        lateFrom,
        lateBlocks,
        trained,
        lowRank,
        features,
        beside,
        all,
        pooling,
        settings);
  }

  /** The same plan with other tensors for the head, at least one. */
  public TuningPlan withHeads(List<String> tensors) {
    return new TuningPlan(
        method,
        preset,
        taps,
        lateFrom,
        lateBlocks,
        trained,
        lowRank,
        tensors.get(0),
        tensors.subList(1, tensors.size()),
        insertions,
        pooling,
        settings);
  }

  /** The same plan with other settings. */
  public TuningPlan withSettings(Map<String, String> other) {
    return new TuningPlan(
        method,
        preset,
        taps,
        lateFrom,
        lateBlocks,
        trained,
        lowRank,
        features,
        beside,
        insertions,
        pooling,
        other);
  }

  /** All tensors that the head reads. */
  public List<String> heads() {
    List<String> all = new ArrayList<>(List.of(features));
    all.addAll(beside);
    return all;
  }
}
