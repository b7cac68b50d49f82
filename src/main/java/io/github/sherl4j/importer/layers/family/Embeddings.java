package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Rows of a table, and the masks that come of padding. */
public final class Embeddings extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Embeddings() {
    entry("Embedding", Embeddings::embedding);
    entry("Masking", Embeddings::masking);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    return config.has("quantization_mode") || config.has("lora_rank")
        ? Optional.of("quantised and low-rank weights are not mapped; merge them and save again")
        : Optional.empty();
  }

  private static void embedding(LayerContext layer) {
    LayerTensor ids = layer.input();
    long rows = layer.config().size("input_dim");
    long width = layer.config().size("output_dim");
    SameDiff sd = layer.graph();
    SDVariable table = layer.weight("embeddings", rows, width);
    layer.indices(ids, rows);
    SDVariable v = ids.variable();
    SDVariable whole = v.dataType().isFPType() ? v.castTo(DataType.INT32) : v;
    List<Long> shape = new ArrayList<>(ids.shape());
    shape.add(width);
    Optional<SDVariable> mask =
        layer.config().flag("mask_zero", false)
            ? Optional.of(sd.neq(whole, 0.0).castTo(layer.dtype()))
            : Optional.empty();
    layer.result(sd.gather(table, whole, 0), shape, mask);
  }

  private static void masking(LayerContext layer) {
    LayerTensor x = layer.input(3);
    SameDiff sd = layer.graph();
    double value = layer.config().real("mask_value", 0);
    SDVariable differs = sd.neq(x.variable(), value).castTo(layer.dtype());
    SDVariable mask = sd.max(differs, false, 2);
    layer.result(x.variable().mul(sd.expandDims(mask, 2)), x.shape(), Optional.of(mask));
  }
}
