package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Attention of one head without projections, by products (Luong) or sums (Bahdanau). */
public final class Scores extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Scores() {
    entry("Attention", l -> attend(l, Scores::products));
    entry("AdditiveAttention", l -> attend(l, Scores::sums));
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    String mode = config.text("score_mode", "dot");
    if (!mode.equals("dot")) {
      return Optional.of("score_mode " + mode + " is not mapped; use dot");
    }
    return config.flag("causal", false)
        ? Optional.of("causal in the settings is not mapped; call it with use_causal_mask=True")
        : Optional.empty();
  }

  /** Scores [batch, queries, values]. */
  @FunctionalInterface
  private interface Rule {
    SDVariable scores(LayerContext layer, LayerTensor query, LayerTensor key);
  }

  private static void attend(LayerContext layer, Rule rule) {
    List<LayerTensor> in = layer.inputs();
    if (in.size() < 2 || in.size() > 3 || in.stream().anyMatch(t -> t.rank() != 3)) {
      throw layer.unsupported(
          in.size() + " inputs " + in.stream().map(LayerTensor::shape).toList(),
          "query, value and maybe key, [batch, time, width] each",
          "reshape the tensors first");
    }
    LayerTensor query = in.get(0);
    LayerTensor value = in.get(1);
    LayerTensor key = in.size() > 2 ? in.get(2) : value;
    SameDiff sd = layer.graph();
    SDVariable scores = rule.scores(layer, query, key);
    if (value.mask().isPresent()) {
      scores = Attentions.hide(scores, sd.expandDims(value.mask().get(), 1));
    }
    if (layer.option("use_causal_mask")) {
      scores = Attentions.hide(scores, sd.squeeze(Attentions.causal(layer, query, value), 0));
    }
    SDVariable mixed =
        SafeMatmul.matmul(
            sd, sd.nn.softmax(scores, 2), value.variable(), false, false, value.width() == 1);
    if (query.mask().isPresent()) {
      mixed = mixed.mul(sd.expandDims(query.mask().get(), 2));
    }
    layer.result(
        mixed, List.of(query.shape().get(0), query.shape().get(1), value.width()), query.mask());
  }

  private static SDVariable products(LayerContext layer, LayerTensor query, LayerTensor key) {
    SDVariable scores =
        SafeMatmul.matmul(
            layer.graph(), query.variable(), key.variable(), false, true, query.width() == 1);
    return layer.config().flag("use_scale", false) ? scores.mul(layer.weight("scale")) : scores;
  }

  private static SDVariable sums(LayerContext layer, LayerTensor query, LayerTensor key) {
    SameDiff sd = layer.graph();
    SDVariable both =
        sd.math.tanh(sd.expandDims(query.variable(), 2).add(sd.expandDims(key.variable(), 1)));
    if (layer.config().flag("use_scale", true)) {
      both = both.mul(layer.weight("scale", query.width()));
    }
    return sd.sum(both, 3);
  }
}
