package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Attention of several heads, on sequences [batch, time, width]. */
public final class Attentions extends LayerTable {

  private static final double HIDDEN = -1e9;

  /** For {@link java.util.ServiceLoader}. */
  public Attentions() {
    entry("MultiHeadAttention", Attentions::heads);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    List<Long> axes = config.has("attention_axes") ? config.integers("attention_axes") : List.of();
    return axes.isEmpty() || axes.equals(List.of(1L)) || axes.equals(List.of(-2L))
        ? Optional.empty()
        : Optional.of("attention over axes " + axes + " is not mapped; use axis 1");
  }

  @Override
  public List<String> parts(String type, LayerConfig config) {
    return List.of("query_dense", "key_dense", "value_dense", "output_dense");
  }

  private static void heads(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor query = layer.inputs().get(0);
    LayerTensor value = given(layer, "value", 1).orElse(query);
    LayerTensor key = given(layer, "key", 2).orElse(value);
    if (query.rank() != 3 || value.rank() != 3 || key.rank() != 3) {
      throw layer.unsupported(
          "attention on " + query.shape(), "[batch, time, width]", "reshape the tensors first");
    }
    long heads = c.size("num_heads");
    long dim = c.size("key_dim");
    long valueDim = c.integer("value_dim", dim);
    SameDiff sd = layer.graph();
    SDVariable q = split(layer, "query", query, heads, dim);
    SDVariable k = split(layer, "key", key, heads, dim);
    SDVariable v = split(layer, "value", value, heads, valueDim);
    SDVariable scores =
        SafeMatmul.matmul(sd, q, k, false, true, false).mul(1 / Math.sqrt((double) dim));
    scores = masked(layer, scores, query, value);
    SDVariable mixed = SafeMatmul.matmul(sd, sd.nn.softmax(scores, 3), v, false, false, false);
    SDVariable joined = sd.reshape(sd.permute(mixed, 0, 2, 1, 3), -1, heads * valueDim);
    long out = c.has("output_shape") ? c.integers("output_shape").get(0) : query.width();
    SDVariable kernel = layer.weight("attention_output/kernel", heads, valueDim, out);
    SDVariable flat = sd.reshape(kernel, heads * valueDim, out);
    SDVariable y = SafeMatmul.matmul(sd, joined, flat, false, false, out == 1);
    if (c.flag("use_bias", true)) {
      y = y.add(layer.weight("attention_output/bias", out));
    }
    List<Long> shape = List.of(query.shape().get(0), query.shape().get(1), out);
    layer.result(layer.reshape(y, shape, query), shape);
  }

  private static Optional<LayerTensor> given(LayerContext layer, String name, int place) {
    Optional<LayerTensor> keyword = layer.keyword(name);
    return layer.inputs().size() > place ? Optional.of(layer.inputs().get(place)) : keyword;
  }

  /** [batch, heads, time, dim] */
  private static SDVariable split(
      LayerContext layer, String role, LayerTensor x, long heads, long dim) {
    SameDiff sd = layer.graph();
    SDVariable kernel =
        sd.reshape(layer.weight(role + "/kernel", x.width(), heads, dim), x.width(), heads * dim);
    SDVariable rows = sd.reshape(x.variable(), -1, x.width());
    SDVariable y = SafeMatmul.matmul(sd, rows, kernel, false, false, heads * dim == 1);
    if (layer.config().flag("use_bias", true)) {
      y = y.add(sd.reshape(layer.weight(role + "/bias", heads, dim), heads * dim));
    }
    List<Long> shape = new ArrayList<>(x.shape().subList(0, 2));
    shape.add(heads);
    shape.add(dim);
    return sd.permute(layer.reshape(y, shape, x), 0, 2, 1, 3);
  }

  private static SDVariable masked(
      LayerContext layer, SDVariable scores, LayerTensor query, LayerTensor value) {
    SameDiff sd = layer.graph();
    SDVariable y = scores;
    if (value.mask().isPresent()) {
      y = hide(y, sd.expandDims(sd.expandDims(value.mask().get(), 1), 1));
    }
    Optional<LayerTensor> own = layer.keyword("attention_mask");
    if (own.isPresent()) {
      SDVariable mask = own.get().variable().castTo(layer.dtype());
      y = hide(y, own.get().rank() == 3 ? sd.expandDims(mask, 1) : mask);
    }
    if (layer.option("use_causal_mask")) {
      y = hide(y, causal(layer, query, value));
    }
    return y;
  }

  /** 1 where a query may look, [1, 1, queries, values]. */
  static SDVariable causal(LayerContext layer, LayerTensor query, LayerTensor value) {
    long rows = query.shape().get(1);
    long columns = value.shape().get(1);
    if (rows < 0 || columns < 0) {
      throw layer.unsupported(
          "a causal mask over an unknown length", "a known one", "fix the model's input length");
    }
    INDArray ones = Nd4j.zeros(layer.dtype(), 1, 1, rows, columns);
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j <= Math.min(i, columns - 1); j++) {
        ones.putScalar(new long[] {0, 0, i, j}, 1);
      }
    }
    return layer.graph().constant(ones);
  }

  /** Scores far below all others where a mask is 0. */
  static SDVariable hide(SDVariable scores, SDVariable mask) {
    return scores.add(mask.rsub(1.0).mul(HIDDEN));
  }
}
