package io.github.sherl4j.method.sherl;

import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.GraphRunner;
import io.github.sherl4j.engine.Runners;
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

/**
 * One recorded run of the official adapter: builds ours with the same parameters and taps and
 * returns both sides' numbers by the golden file's array names.
 */
final class GoldenCase {

  private final Map<String, NpyArray> golden;
  private final boolean tied;

  GoldenCase(Path npz, boolean tied) {
    this.golden = Npz.read(npz);
    this.tied = tied;
  }

  Map<String, NpyArray> golden() {
    return golden;
  }

  /** Our numbers for every array that the golden file and the base variant share. */
  Map<String, double[]> run(SherlFormula formula) {
    SameDiff graph = SameDiff.create();
    List<SDVariable> taps = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; golden.containsKey("input.tap." + i); i++) {
      taps.add(graph.var("tap" + i, golden.get("input.tap." + i).toNd4j()));
      names.put("input.tap." + i, "tap" + i);
    }
    SDVariable last = taps.get(taps.size() - 1);
    if (!tied) {
      last = graph.var("last", golden.get("input.last").toNd4j());
      names.put("input.last", "last");
    }
    long dim = last.getShape()[2];
    long width = golden.get("param.guide_block.fc_attn.weight").shape().get(1);
    SDVariable out =
        new SherlAdapter(
                graph,
                (name, start, shape) -> {
                  String official = "param." + official(name);
                  names.put(official, name);
                  return graph.var(name, golden.get(official).toNd4j());
                },
                formula,
                width,
                0)
            .build(taps, last, dim, x -> x);
    SDVariable weight = graph.constant("loss_weight", golden.get("loss_weight").toNd4j());
    out.mul(weight).sum("loss");
    GradientGraph gradients = GradientGraph.of(graph, "loss");
    Map<String, double[]> ours = new LinkedHashMap<>();
    List<String> extra =
        List.of(
            "loss",
            SherlAdapter.OUT,
            AntiRedundancy.REDUNDANCY,
            AntiRedundancy.SCORE,
            AntiRedundancy.ATTENTION);
    try (GraphRunner runner = Runners.training(gradients, extra)) {
      Map<String, INDArray> results = runner.run(Map.of());
      ours.put("loss", doubles(results.get("loss")));
      ours.put("out", doubles(results.get(SherlAdapter.OUT)));
      ours.put("mid.redundancy", doubles(results.get(AntiRedundancy.REDUNDANCY)));
      ours.put("mid.attn_score", doubles(results.get(AntiRedundancy.SCORE)));
      ours.put("mid.attn_weight", doubles(results.get(AntiRedundancy.ATTENTION)));
      names.forEach(
          (official, name) ->
              ours.put("grad." + official, doubles(results.get(gradients.gradientName(name)))));
    }
    return ours;
  }

  private static double[] doubles(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private static String official(String name) {
    if (name.equals("adapter.gate")) {
      return "gate_params";
    }
    return name.replaceFirst("^adapter\\.", "")
        .replaceFirst("^down\\.(\\d+)\\.fc", "hor_block.$1.fc.0")
        .replaceFirst("^down\\.(\\d+)\\.ln", "hor_block.$1.fc.1")
        .replaceFirst("^attn", "guide_block.fc_attn")
        .replaceFirst("^up", "fc_out.1")
        .replaceFirst("^lnout", "fc_out.2");
  }
}
