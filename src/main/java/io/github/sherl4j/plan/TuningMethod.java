package io.github.sherl4j.plan;

import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import java.util.List;
import java.util.Set;

/**
 * One way to fine-tune a backbone. Implementations are stateless and found by {@link
 * java.util.ServiceLoader}; each lives in its own folder and sees the graph only through {@link
 * TuningGraph}.
 */
public interface TuningMethod {

  /** Name on the command line and in adapter files, such as {@code sherl}. */
  String name();

  /** Names of the options it understands. */
  Set<String> options();

  /**
   * Decides taps, late layers and what is trained; touches nothing.
   *
   * @throws io.github.sherl4j.SherlException if the configuration does not fit the backbone
   */
  TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config);

  /**
   * Ways to tune much the same with less memory, the least change first. Options that {@code
   * config} holds keep their values.
   */
  default List<TuningConfig> smaller(Backbone backbone, BlockMap blocks, TuningConfig config) {
    return List.of();
  }

  /** Learning rate (AdamW) to use unless the user names one. */
  double rate(TuningPlan plan);

  /** Builds the plan's ops into the graph. */
  void attach(TuningGraph graph, TuningPlan plan);
}
