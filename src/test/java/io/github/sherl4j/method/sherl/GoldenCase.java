package io.github.sherl4j.method.sherl;

import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.TrainingSwitch;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One recorded run of the official adapter: builds ours with the same parameters and taps and
 * returns both sides' numbers by the golden file's array names.
 */
final class GoldenCase {

  private static final String OUT = "test.out";
  private static final double MOMENTUM = 0.1;

  private final Map<String, NpyArray> golden;
  private final String variant;
  private final boolean tied;
  private final boolean train;

  GoldenCase(Path npz, String variant, boolean tied, boolean train) {
    this.golden = Npz.read(npz);
    this.variant = variant;
    this.tied = tied;
    this.train = train;
  }

  Map<String, NpyArray> golden() {
    return golden;
  }

  /** Our numbers for every array that the golden file and ours share. */
  Map<String, double[]> run(SherlFormula formula) {
    GoldenGraph g = new GoldenGraph(golden, variant);
    SameDiff graph = g.graph();
    SDVariable out = build(g, formula);
    SDVariable weight = graph.constant("loss_weight", golden.get("loss_weight").toNd4j());
    out.mul(weight).sum("loss");
    GradientGraph gradients = GradientGraph.of(graph, "loss");
    List<String> extra = new ArrayList<>(List.of("loss", OUT));
    extra.addAll(
        List.of(AntiRedundancy.REDUNDANCY, AntiRedundancy.SCORE, AntiRedundancy.ATTENTION));
    extra.addAll(g.statistics().values());
    Map<String, double[]> ours = new LinkedHashMap<>();
    try (GraphRunner runner = Runners.training(gradients, extra, false)) {
      List<Map<String, INDArray>> runs = new ArrayList<>();
      if (train) {
        TrainingSwitch.training(gradients.graph(), 1, () -> runs.add(runner.run(Map.of())));
      } else {
        runs.add(runner.run(Map.of()));
      }
      Map<String, INDArray> results = runs.get(0);
      ours.put("loss", doubles(results.get("loss")));
      ours.put("out", doubles(results.get(OUT)));
      ours.put("mid.redundancy", doubles(results.get(AntiRedundancy.REDUNDANCY)));
      ours.put("mid.attn_score", doubles(results.get(AntiRedundancy.SCORE)));
      ours.put("mid.attn_weight", doubles(results.get(AntiRedundancy.ATTENTION)));
      g.gradients()
          .forEach(
              (official, name) ->
                  ours.put("grad." + official, doubles(results.get(gradients.gradientName(name)))));
      g.statistics().forEach((name, r) -> after(ours, name, doubles(results.get(r))));
    }
    return ours;
  }

  /** A running statistic after the run, moved towards the batch's while training. */
  private void after(Map<String, double[]> ours, String name, double[] batch) {
    double[] running = golden.get("buffer." + name).toDoubles();
    for (int i = 0; train && i < running.length; i++) {
      running[i] = (1 - MOMENTUM) * running[i] + MOMENTUM * batch[i];
    }
    ours.put("buffer_after." + name, running);
  }

  private SDVariable build(GoldenGraph g, SherlFormula formula) {
    SameDiff graph = g.graph();
    List<SDVariable> taps = new ArrayList<>();
    List<long[]> shapes = new ArrayList<>();
    for (int i = 0; golden.containsKey("input.tap." + i); i++) {
      taps.add(g.input("input.tap." + i));
      shapes.add(taps.get(i).getShape());
    }
    SDVariable last = tied ? taps.get(taps.size() - 1) : g.input("input.last");
    boolean maps = variant.equals("resnet");
    List<Long> dims = shapes.stream().map(s -> maps ? s[1] : s[s.length - 1]).toList();
    long[] shape = last.getShape();
    long dim = maps ? shape[1] : shape[shape.length - 1];
    SherlAdapter adapter = new SherlAdapter(g, formula, width(), 0);
    if (variant.equals("clip")) {
      SDVariable one = graph.reshape(last, -1, dim);
      SDVariable rows = adapter.pooled(taps, dims, one, dim, pool(graph, formula), x -> x);
      return graph.identity(OUT, rows);
    }
    Layout layout = maps ? new MapLayout(graph, shape[2], shape[3]) : new Layout.Tokens(graph);
    List<SDVariable> rows = new ArrayList<>();
    for (int i = 0; i < taps.size(); i++) {
      rows.add(layout.rows(taps.get(i), shapes.get(i)));
    }
    SDVariable old = layout.plain(last, shape);
    return layout.restore(OUT, adapter.rows(rows, dims, old, dim, x -> x), last);
  }

  private long width() {
    String name = variant.equals("clip") ? "layer_attn" : "fc_attn";
    return golden.get("param.guide_block." + name + ".weight").shape().get(1);
  }

  private TokenPool pool(SameDiff graph, SherlFormula formula) {
    long[] shape = golden.get("input.tap.0").toNd4j().shape();
    INDArray base = Nd4j.zeros(golden.get("input.tap.0").dtype(), shape[0], shape[1]);
    for (int b = 0; b < shape[0]; b++) {
      NpyArray position = golden.get("input.position");
      base.putScalar(b, position == null ? 0 : (long) position.toDoubles()[b], 1);
    }
    NpyArray mask = golden.get("input.mask");
    return new TokenPool(
        mask == null ? null : graph.constant("mask", mask.toNd4j().castTo(base.dataType())),
        graph.constant("base", base),
        golden.containsKey("param.guide_block.gate_parameters"),
        formula.epsL1(),
        formula.temperature());
  }

  private static double[] doubles(INDArray array) {
    return array.dup('c').data().asDouble();
  }
}
