package io.github.sherl4j.method.last;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.OwnWeights;
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

/**
 * {@code last-layers}: trains the last blocks and what follows them up to the features (final norm,
 * pooler). Options: {@code late} (number of blocks, default 1), {@code features}, {@code pooling}.
 */
public final class LastLayers implements TuningMethod {

  /** For {@link java.util.ServiceLoader}. */
  public LastLayers() {}

  @Override
  public String name() {
    return "last-layers";
  }

  @Override
  public Set<String> options() {
    return Set.of("late", "features", "pooling");
  }

  @Override
  public TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    int late = config.integer("late", 1, 0);
    String features = config.text("features").map(blocks::features).orElseGet(blocks::features);
    Pooling pooling = config.choice("pooling", Pooling.class, Pooling.MEAN);
    List<String> trained = OwnWeights.of(backbone, blocks.lateOps(late, features));
    if (trained.isEmpty()) {
      throw new BadInputException(
          "no weights that belong to the last " + late + " blocks alone",
          "weights of their own",
          "--late",
          "train more layers, or use linear-probe or full");
    }
    return new TuningPlan(
        name(),
        "recommended",
        List.of(blocks.taps(late).get(blocks.taps(late).size() - 1).tensor()),
        Optional.empty(),
        late,
        trained,
        features,
        pooling,
        Map.of(
            "late",
            "" + late,
            "features",
            features,
            "pooling",
            pooling.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public double rate(TuningPlan plan) {
    return 1e-2;
  }

  @Override
  public void attach(TuningGraph graph, TuningPlan plan) {
    // Nothing is added to the backbone; the task adds the head.
  }
}
