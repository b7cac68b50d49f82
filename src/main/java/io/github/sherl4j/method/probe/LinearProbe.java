package io.github.sherl4j.method.probe;

import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Pooling;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningGraph;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.plan.TuningPlan;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code linear-probe}: trains nothing but the head. */
public final class LinearProbe implements TuningMethod {

  /** For {@link java.util.ServiceLoader}. */
  public LinearProbe() {}

  @Override
  public String name() {
    return "linear-probe";
  }

  @Override
  public Set<String> options() {
    return Set.of("features", "pooling");
  }

  @Override
  public TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    String features = config.text("features").map(blocks::features).orElseGet(blocks::features);
    Pooling pooling = config.choice("pooling", Pooling.class, Pooling.MEAN);
    return new TuningPlan(
        name(),
        "recommended",
        List.of(features),
        Optional.empty(),
        0,
        List.of(),
        features,
        pooling,
        Map.of("features", features, "pooling", pooling.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public double rate(TuningPlan plan) {
    return 3e-2;
  }

  @Override
  public void attach(TuningGraph graph, TuningPlan plan) {
    // The frozen features are all there is; the task adds the head.
  }
}
