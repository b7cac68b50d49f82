package io.github.sherl4j.method.sherl;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Tap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.LateTrain;
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
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * {@code sherl}, base variant. Options: {@code width}, {@code taps}, {@code late} (number of late
 * layers, default 1) or {@code late-from} (tensor), {@code late-train}, {@code gate-start}, {@code
 * dropout}, {@code features}, {@code pooling}, {@code preset}.
 */
public final class SherlMethod implements TuningMethod {

  private static final String WIDTH = "width";
  private static final String GATE_START = "gate-start";
  private static final String DROPOUT = "dropout";

  /** For {@link java.util.ServiceLoader}. */
  public SherlMethod() {}

  @Override
  public String name() {
    return "sherl";
  }

  @Override
  public Set<String> options() {
    return Set.of(
        WIDTH,
        "taps",
        "late",
        "late-from",
        "late-train",
        GATE_START,
        DROPOUT,
        "features",
        "pooling",
        "preset");
  }

  @Override
  public TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    SherlPreset preset = config.choice("preset", SherlPreset.class, SherlPreset.RECOMMENDED);
    LateRoute late = LateRoute.of(blocks, config);
    List<String> taps =
        config.text("taps").map(blocks::taps).orElseGet(() -> blocks.taps(late.blocks())).stream()
            .map(Tap::tensor)
            .toList();
    if (taps.size() < 2) {
      throw new BadInputException(
          taps.size() + " tap" + (taps.size() == 1 ? "" : "s") + " " + taps,
          "at least two: one shallow tap and the guide",
          "the taps below " + late.from(),
          "use fewer late layers or name taps with --taps");
    }
    long dim = lastDimension(backbone, late.from());
    for (String tap : taps) {
      if (lastDimension(backbone, tap) != dim) {
        throw new BadInputException(
            "tap " + tap + " of width " + lastDimension(backbone, tap),
            "width " + dim + " like " + late.from(),
            "--taps",
            "choose taps of one width");
      }
    }
    String features = config.text("features").map(blocks::features).orElseGet(blocks::features);
    Pooling pooling = config.choice("pooling", Pooling.class, Pooling.MEAN);
    LateTrain train = config.choice("late-train", LateTrain.class, LateTrain.NONE);
    Map<String, String> settings = new TreeMap<>();
    settings.put(WIDTH, "" + config.integer(WIDTH, preset.width(dim), 1));
    settings.put(GATE_START, "" + config.number(GATE_START, 0, 0, 1));
    settings.put(DROPOUT, "" + config.number(DROPOUT, preset.dropout(), 0, 1));
    settings.put("taps", String.join(",", taps));
    settings.put("late-from", late.from());
    settings.put("late-train", train.name().toLowerCase(Locale.ROOT));
    settings.put("features", features);
    settings.put("pooling", pooling.name().toLowerCase(Locale.ROOT));
    return new TuningPlan(
        name(),
        preset.name().toLowerCase(Locale.ROOT),
        taps,
        Optional.of(late.from()),
        late.blocks(),
        late.trained(backbone, blocks, train, features),
        features,
        pooling,
        settings);
  }

  @Override
  public double rate(TuningPlan plan) {
    return plan.trained().isEmpty() ? 5e-3 : 2e-3;
  }

  @Override
  public void attach(TuningGraph graph, TuningPlan plan) {
    Map<String, String> settings = plan.settings();
    String from = plan.lateFrom().orElseThrow();
    double dropout = Double.parseDouble(settings.get(DROPOUT));
    SherlAdapter adapter =
        new SherlAdapter(
            new PlannedGraph(graph, InitialValues.TORCH),
            SherlFormula.BASE,
            Long.parseLong(settings.get(WIDTH)),
            Double.parseDouble(settings.get(GATE_START)));
    Layout layout = new Layout.Tokens(graph.graph());
    long dim = graph.width(from);
    List<SDVariable> taps = plan.taps().stream().map(t -> layout.rows(graph.tap(t), dim)).toList();
    List<Long> dims = plan.taps().stream().map(t -> dim).toList();
    SDVariable last = graph.tap(from);
    SDVariable rows =
        adapter.rows(taps, dims, layout.rows(last, dim), dim, x -> graph.dropout(x, dropout));
    graph.replace(from, layout.restore("adapter.out", rows, last));
  }

  private static long lastDimension(Backbone backbone, String tensor) {
    backbone.variable(tensor); // an unknown name is reported with its neighbours
    List<Long> shape = backbone.tensor(tensor).orElseThrow().shape();
    return shape.get(shape.size() - 1);
  }
}
