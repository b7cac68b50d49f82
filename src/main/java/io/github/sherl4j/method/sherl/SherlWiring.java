package io.github.sherl4j.method.sherl;

import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningGraph;
import io.github.sherl4j.plan.TuningPlan;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Builds the adapter of a plan between the taps and the tensor that it replaces. */
final class SherlWiring {

  private final TuningGraph tuning;
  private final TuningPlan plan;
  private final SameDiff graph;
  private final String from;
  private final List<Long> shape;
  private final long dim;
  private final SherlSettings settings;

  SherlWiring(TuningGraph tuning, TuningPlan plan) {
    this.tuning = tuning;
    this.plan = plan;
    this.graph = tuning.graph();
    this.from = plan.lateFrom().orElseThrow();
    this.shape = tuning.shape(from);
    this.dim = shape.get(Layouts.channelAxis(shape));
    TuningConfig.Builder options = TuningConfig.builder();
    plan.settings().forEach(options::option);
    this.settings = SherlSettings.of(options.build(), SherlPreset.RECOMMENDED, dim);
  }

  void attach() {
    SherlAdapter adapter =
        new SherlAdapter(
            new PlannedGraph(tuning, settings.initial()),
            settings.formula(),
            settings.width(),
            settings.gateStart());
    SDVariable last = tuning.tap(from);
    SDVariable out =
        settings.pooling() == TokenPooling.NONE
            ? alongBlocks(adapter, last)
            : adapter
                .pooled(taps(), dims(), last, dim, pool(), this::dropout)
                .rename("adapter.out");
    tuning.replace(from, out);
  }

  private SDVariable alongBlocks(SherlAdapter adapter, SDVariable last) {
    List<List<Long>> shapes = plan.taps().stream().map(tuning::shape).toList();
    Layout layout = Layouts.of(graph, shape, shapes);
    List<SDVariable> taps = taps();
    List<SDVariable> rows = new ArrayList<>();
    for (int i = 0; i < taps.size(); i++) {
      rows.add(layout.rows(taps.get(i), longs(shapes.get(i))));
    }
    SDVariable plain = layout.plain(last, longs(shape));
    return layout.restore(
        "adapter.out", adapter.rows(rows, dims(), plain, dim, this::dropout), last);
  }

  private List<SDVariable> taps() {
    return plan.taps().stream().map(tuning::tap).toList();
  }

  private List<Long> dims() {
    return plan.taps().stream().map(tuning::shape).map(s -> s.get(Layouts.channelAxis(s))).toList();
  }

  private SDVariable dropout(SDVariable x) {
    return tuning.dropout(x, settings.dropout());
  }

  private TokenPool pool() {
    boolean text = settings.pooling() == TokenPooling.LAST;
    SDVariable real = tuning.tokenMask().orElseGet(() -> everyToken());
    double eps = settings.formula().epsL1();
    double temperature = settings.formula().temperature();
    return text
        ? new TokenPool(real, tuning.lastToken(real), true, eps, temperature)
        : new TokenPool(null, firstToken(), true, eps, temperature);
  }

  private SDVariable everyToken() {
    return graph.onesLike(tuning.tap(plan.taps().get(0)).mean(false, 2));
  }

  private SDVariable firstToken() {
    SDVariable before = graph.cumsum(everyToken(), true, false, 1);
    return graph.eq(before, 0).castTo(tuning.dtype());
  }

  private static long[] longs(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
