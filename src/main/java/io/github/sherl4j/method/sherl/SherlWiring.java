package io.github.sherl4j.method.sherl;

import io.github.sherl4j.plan.Insertion;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningGraph;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Builds the adapter of an insertion between its taps and the tensor that it replaces. */
final class SherlWiring {

  private final TuningGraph tuning;
  private final Insertion insertion;
  private final SameDiff graph;
  private final List<Long> shape;
  private final long dim;
  private final SherlSettings settings;
  private final AdapterGraph parts;
  private final SideNorm norm;

  /**
   * @param options those of this adapter alone
   */
  SherlWiring(TuningGraph tuning, Insertion insertion, TuningConfig options) {
    this.tuning = tuning;
    this.insertion = insertion;
    this.graph = tuning.graph();
    this.shape = tuning.shape(insertion.from());
    this.dim = shape.get(Layouts.channelAxis(shape, tuning.channelsLast()));
    this.settings = SherlSettings.of(options, SherlPreset.RECOMMENDED, dim);
    this.parts = new PlannedGraph(tuning, settings.initial(), insertion.name());
    this.norm = insertion.normed() ? SideNorm.of(options, SideNorm.NONE) : SideNorm.NONE;
  }

  void attach() {
    SherlAdapter adapter =
        new SherlAdapter(parts, settings.formula(), settings.width(), settings.gateStart());
    SDVariable last = tuning.tap(insertion.from());
    SDVariable out =
        settings.pooling() == TokenPooling.NONE
            ? alongBlocks(adapter, last)
            : adapter
                .pooled(taps(), dims(), last, dim, pool(), this::dropout)
                .rename(parts.name("adapter.out"));
    tuning.replace(insertion.into(), norm.of(parts, out, dim));
  }

  private SDVariable alongBlocks(SherlAdapter adapter, SDVariable last) {
    List<List<Long>> shapes = insertion.taps().stream().map(tuning::shape).toList();
    Layout layout = Layouts.of(graph, shape, shapes, tuning.channelsLast());
    List<SDVariable> taps = taps();
    List<SDVariable> rows = new ArrayList<>();
    for (int i = 0; i < taps.size(); i++) {
      rows.add(layout.rows(taps.get(i), longs(shapes.get(i))));
    }
    SDVariable plain = layout.plain(last, longs(shape));
    return layout.restore(
        parts.name("adapter.out"), adapter.rows(rows, dims(), plain, dim, this::dropout), last);
  }

  private List<SDVariable> taps() {
    return insertion.taps().stream().map(tuning::tap).toList();
  }

  private List<Long> dims() {
    return insertion.taps().stream()
        .map(tuning::shape)
        .map(s -> s.get(Layouts.channelAxis(s, tuning.channelsLast())))
        .toList();
  }

  private SDVariable dropout(SDVariable x) {
    return tuning.dropout(x, settings.dropout());
  }

  private TokenPool pool() {
    boolean text = settings.pooling() == TokenPooling.LAST;
    SDVariable real = tuning.tokenMask(insertion.from()).orElseGet(() -> everyToken());
    double eps = settings.formula().epsL1();
    double temperature = settings.formula().temperature();
    return text
        ? new TokenPool(real, tuning.lastToken(real), true, eps, temperature)
        : new TokenPool(null, firstToken(), true, eps, temperature);
  }

  private SDVariable everyToken() {
    return graph.onesLike(tuning.tap(insertion.taps().get(0)).mean(false, 2));
  }

  private SDVariable firstToken() {
    SDVariable before = graph.cumsum(everyToken(), true, false, 1);
    return graph.eq(before, 0).castTo(tuning.dtype());
  }

  private static long[] longs(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
