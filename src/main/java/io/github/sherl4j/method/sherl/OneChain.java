package io.github.sherl4j.method.sherl;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Tap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Insertion;
import io.github.sherl4j.plan.LateTrain;
import io.github.sherl4j.plan.Pooling;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One adapter on one chain of blocks: its output enters the late layers, or ends the chain. */
final class OneChain implements Wiring {

  @Override
  public Optional<TuningPlan> plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    SherlPreset named = config.choice("preset", SherlPreset.class, SherlPreset.RECOMMENDED);
    return Optional.of(
        pooling(config) == TokenPooling.NONE
            ? alongBlocks(backbone, blocks, config, named)
            : atTheEnd(backbone, blocks, config, named));
  }

  /** Whether, and how, tokens are pooled before they are mixed. */
  static TokenPooling pooling(TuningConfig config) {
    SherlPreset named = config.choice("preset", SherlPreset.class, SherlPreset.RECOMMENDED);
    return config.choice("token-pooling", TokenPooling.class, named.pooling());
  }

  /** The adapter's output enters late layers. */
  private static TuningPlan alongBlocks(
      Backbone backbone, BlockMap blocks, TuningConfig config, SherlPreset named) {
    LateRoute late = LateRoute.of(blocks, config);
    List<Long> shape = Layouts.shape(backbone, late.from());
    SherlPreset preset = named.on(Layouts.isMap(shape));
    List<String> taps = taps(config, blocks).orElseGet(() -> late.taps(backbone, blocks));
    String features = config.text("features").map(blocks::features).orElseGet(blocks::features);
    LateTrain train = config.choice("late-train", LateTrain.class, LateTrain.NONE);
    SherlSettings settings =
        SherlSettings.of(config, preset, Layouts.channels(backbone, late.from()));
    requireTaps(backbone, taps, settings, late.from());
    Map<String, String> all = settings.options();
    all.put("late-train", TuningConfig.word(train));
    all.put("lora-rank", "" + config.integer("lora-rank", 8, 1));
    List<String> trained = late.trained(backbone, blocks, train, features);
    List<String> matrices = late.matrices(backbone, blocks, train, features);
    return finish(config, named, all, late.from(), late.blocks(), taps, features)
        .withTrained(trained, matrices);
  }

  /** The adapter's output takes the place of the final embedding; tokens are pooled first. */
  private static TuningPlan atTheEnd(
      Backbone backbone, BlockMap blocks, TuningConfig config, SherlPreset named) {
    String features =
        config
            .text("features")
            .or(() -> Towers.embedding(backbone, blocks.primary()))
            .orElseGet(blocks::features);
    String checked = blocks.features(features);
    if (Layouts.shape(backbone, checked).size() != 2) {
      throw new MismatchException(
          "shape " + Layouts.shape(backbone, checked),
          "a final embedding of rank 2, [batch, width]",
          checked,
          "name it with --features, or choose another preset");
    }
    List<String> taps =
        taps(config, blocks).orElseGet(() -> blocks.taps().stream().map(Tap::tensor).toList());
    taps.forEach(t -> requireRank(backbone, t, 3));
    SherlSettings settings = SherlSettings.of(config, named, Layouts.channels(backbone, checked));
    return finish(config, named, settings.options(), checked, 0, taps, checked);
  }

  private static TuningPlan finish(
      TuningConfig config,
      SherlPreset named,
      Map<String, String> settings,
      String from,
      int late,
      List<String> taps,
      String features) {
    Pooling pooling = config.choice("pooling", Pooling.class, Pooling.MEAN);
    settings.put("preset", TuningConfig.word(named));
    settings.put("taps", String.join(",", taps));
    settings.put(settings.get("token-pooling").equals("none") ? "late-from" : "features", from);
    settings.put("features", features);
    settings.put("pooling", TuningConfig.word(pooling));
    return new TuningPlan(
            SherlMethod.NAME,
            TuningConfig.word(named),
            taps,
            Optional.of(from),
            late,
            List.of(),
            features,
            pooling,
            settings)
        .withInsertions(List.of(Insertion.at(from, taps)));
  }

  private static Optional<List<String>> taps(TuningConfig config, BlockMap blocks) {
    return config.text("taps").map(t -> blocks.taps(t).stream().map(Tap::tensor).toList());
  }

  /** Refuses taps that an adapter at a tensor cannot work with. */
  static void requireTaps(
      Backbone backbone, List<String> taps, SherlSettings settings, String from) {
    if (taps.size() < 2 && settings.formula().guide() != GuideKind.OWN) {
      throw new BadInputException(
          taps.size() + " tap" + (taps.size() == 1 ? "" : "s") + " " + taps,
          "at least two: one shallow tap and the guide",
          "the taps below " + from,
          "use fewer late layers or name taps with --taps");
    }
    int rank = Layouts.shape(backbone, from).size();
    taps.forEach(t -> requireRank(backbone, t, rank));
  }

  private static void requireRank(Backbone backbone, String tap, int rank) {
    if (Layouts.shape(backbone, tap).size() != rank) {
      throw new BadInputException(
          "tap " + tap + " of shape " + Layouts.shape(backbone, tap),
          "rank " + rank,
          "--taps",
          "choose taps of one rank");
    }
  }
}
