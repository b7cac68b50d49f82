package io.github.sherl4j.method.sherl;

import com.google.common.collect.Sets;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Tap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.plan.LateTrain;
import io.github.sherl4j.plan.Pooling;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningGraph;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.plan.TuningPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code sherl}. Options of the route: {@code taps}, {@code late} (number of late layers, default
 * 1) or {@code late-from} (tensor), {@code late-train}, {@code lora-rank}, {@code features}, {@code
 * pooling}; of the adapter: those of {@link SherlSettings}; {@code preset} gives the defaults.
 */
public final class SherlMethod implements TuningMethod {

  private static final Set<String> ROUTE =
      Set.of(
          "taps", "late", "late-from", "late-train", "lora-rank", "features", "pooling", "preset");

  /** For {@link java.util.ServiceLoader}. */
  public SherlMethod() {}

  @Override
  public String name() {
    return "sherl";
  }

  @Override
  public Set<String> options() {
    return Sets.union(ROUTE, SherlSettings.OPTIONS);
  }

  @Override
  public TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    SherlPreset named = config.choice("preset", SherlPreset.class, SherlPreset.RECOMMENDED);
    TokenPooling pooled = config.choice("token-pooling", TokenPooling.class, named.pooling());
    return pooled == TokenPooling.NONE
        ? alongBlocks(backbone, blocks, config, named)
        : atTheEnd(backbone, blocks, config, named);
  }

  /** The adapter's output enters late layers. */
  private TuningPlan alongBlocks(
      Backbone backbone, BlockMap blocks, TuningConfig config, SherlPreset named) {
    LateRoute late = LateRoute.of(blocks, config);
    List<Long> shape = shape(backbone, late.from());
    SherlPreset preset = named.on(Layouts.isMap(shape));
    List<String> taps = taps(config, blocks).orElseGet(() -> late.taps(backbone, blocks));
    String features = config.text("features").map(blocks::features).orElseGet(blocks::features);
    LateTrain train = config.choice("late-train", LateTrain.class, LateTrain.NONE);
    SherlSettings settings = SherlSettings.of(config, preset, channels(backbone, late.from()));
    if (taps.size() < 2 && settings.formula().guide() != GuideKind.OWN) {
      throw new BadInputException(
          taps.size() + " tap" + (taps.size() == 1 ? "" : "s") + " " + taps,
          "at least two: one shallow tap and the guide",
          "the taps below " + late.from(),
          "use fewer late layers or name taps with --taps");
    }
    taps.forEach(t -> requireRank(backbone, t, shape.size()));
    Map<String, String> all = settings.options();
    all.put("late-train", TuningConfig.word(train));
    all.put("lora-rank", "" + config.integer("lora-rank", 8, 1));
    List<String> trained = late.trained(backbone, blocks, train, features);
    List<String> matrices = late.matrices(backbone, blocks, train, features);
    return finish(config, named, all, late.from(), late.blocks(), taps, features)
        .withTrained(trained, matrices);
  }

  /** The adapter's output takes the place of the final embedding; tokens are pooled first. */
  private TuningPlan atTheEnd(
      Backbone backbone, BlockMap blocks, TuningConfig config, SherlPreset named) {
    String features = config.text("features").orElseGet(() -> embedding(backbone, blocks));
    String checked = blocks.features(features);
    if (shape(backbone, checked).size() != 2) {
      throw new MismatchException(
          "shape " + shape(backbone, checked),
          "a final embedding of rank 2, [batch, width]",
          checked,
          "name it with --features, or choose another preset");
    }
    List<String> taps =
        taps(config, blocks).orElseGet(() -> blocks.taps().stream().map(Tap::tensor).toList());
    taps.forEach(t -> requireRank(backbone, t, 3));
    SherlSettings settings = SherlSettings.of(config, named, channels(backbone, checked));
    return finish(config, named, settings.options(), checked, 0, taps, checked);
  }

  private TuningPlan finish(
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
        name(),
        TuningConfig.word(named),
        taps,
        Optional.of(from),
        late,
        List.of(),
        features,
        pooling,
        settings);
  }

  private static Optional<List<String>> taps(TuningConfig config, BlockMap blocks) {
    return config.text("taps").map(t -> blocks.taps(t).stream().map(Tap::tensor).toList());
  }

  private static String embedding(Backbone backbone, BlockMap blocks) {
    return backbone.outputs().stream()
        .filter(o -> o.rank() == 2 && o.dtype().isFPType())
        .map(TensorInfo::name)
        .findFirst()
        .orElseGet(blocks::features);
  }

  private static void requireRank(Backbone backbone, String tap, int rank) {
    if (shape(backbone, tap).size() != rank) {
      throw new BadInputException(
          "tap " + tap + " of shape " + shape(backbone, tap),
          "rank " + rank,
          "--taps",
          "choose taps of one rank");
    }
  }

  @Override
  public double rate(TuningPlan plan) {
    return plan.settings().get("down").equals("conv-norm")
        ? 3e-3
        : plan.trained().isEmpty() ? 5e-3 : 2e-3;
  }

  @Override
  public void attach(TuningGraph graph, TuningPlan plan) {
    new SherlWiring(graph, plan).attach();
    int rank = Integer.parseInt(plan.settings().getOrDefault("lora-rank", "0"));
    plan.lowRank().forEach(w -> graph.lowRank(w, rank));
  }

  static List<Long> shape(Backbone backbone, String tensor) {
    backbone.variable(tensor); // an unknown name is reported with its neighbours
    return backbone.tensor(tensor).orElseThrow().shape();
  }

  private static long channels(Backbone backbone, String tensor) {
    List<Long> shape = shape(backbone, tensor);
    return shape.get(Layouts.channelAxis(shape));
  }
}
