package io.github.sherl4j.method.full;

import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.internal.Globs;
import io.github.sherl4j.plan.Pooling;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningGraph;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.plan.TuningPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code full}: trains every weight that the features depend on, embeddings included. Options:
 * {@code freeze} (globs of weight names that stay frozen, separated by commas; on large
 * vocabularies the embedding tables), {@code features}, {@code pooling}.
 */
public final class FullTuning implements TuningMethod {

  /** For {@link java.util.ServiceLoader}. */
  public FullTuning() {}

  @Override
  public String name() {
    return "full";
  }

  @Override
  public Set<String> options() {
    return Set.of("freeze", "features", "pooling");
  }

  @Override
  public TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    String features = config.text("features").map(blocks::features).orElseGet(blocks::features);
    Pooling pooling = config.choice("pooling", Pooling.class, Pooling.MEAN);
    Map<String, String> settings = new TreeMap<>();
    settings.put("features", features);
    settings.put("pooling", pooling.name().toLowerCase(Locale.ROOT));
    config.text("freeze").ifPresent(f -> settings.put("freeze", f));
    return new TuningPlan(
        name(),
        "recommended",
        List.of(),
        Optional.empty(),
        blocks.blocks().size(),
        trained(backbone, blocks, features, config.text("freeze").orElse("")),
        features,
        pooling,
        settings);
  }

  private static List<String> trained(
      Backbone backbone, BlockMap blocks, String features, String freeze) {
    Set<String> reached = new HashSet<>();
    blocks.opsTo(features).forEach(op -> reached.addAll(op.weights()));
    List<String> trainable = backbone.trainable().stream().filter(reached::contains).toList();
    Set<String> frozen = new HashSet<>(Globs.select(freeze, trainable, "--freeze"));
    return trainable.stream().filter(w -> !frozen.contains(w)).toList();
  }

  @Override
  public double rate(TuningPlan plan) {
    return 1e-3;
  }

  @Override
  public void attach(TuningGraph graph, TuningPlan plan) {
    // Nothing is added to the backbone; the task adds the head.
  }
}
