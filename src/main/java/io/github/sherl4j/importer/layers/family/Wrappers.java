package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerModels;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;

/** Layers around other layers: one layer at every step of time. */
public final class Wrappers extends LayerTable {

  private static final Set<String> NEVER =
      Set.of("TimeDistributed", "Bidirectional", "LSTM", "GRU", "SimpleRNN", "MultiHeadAttention");

  /** For {@link java.util.ServiceLoader}. */
  public Wrappers() {
    entry("TimeDistributed", Wrappers::everyStep);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    String inner = config.innerType("layer");
    if (NEVER.contains(inner) || config.json("layer").path("config").has("layers")) {
      return Optional.of(
          "TimeDistributed of " + inner + " is not mapped; reshape around the layer instead");
    }
    return LayerModels.objection(inner, config.inner("layer"));
  }

  @Override
  public List<String> parts(String type, LayerConfig config) {
    return LayerModels.parts(config.innerType("layer"), config.inner("layer")).stream()
        .map(p -> p.isEmpty() ? "layer" : "layer/" + p)
        .toList();
  }

  /** Batch and time become one axis, and two again. */
  private static void everyStep(LayerContext layer) {
    LayerTensor x = layer.input();
    if (x.rank() < 3) {
      throw layer.config().corrupt("an input of shape " + x.shape(), "[batch, time, …]");
    }
    if (x.mask().isPresent()) {
      throw layer.unsupported(
          "TimeDistributed over masked steps", "steps without a mask", "set mask_zero=False");
    }
    List<Long> rows = new ArrayList<>(List.of(-1L));
    rows.addAll(x.shape().subList(2, x.rank()));
    if (rows.subList(1, rows.size()).contains(-1L)) {
      throw layer.unsupported(
          "TimeDistributed over " + x.shape(), "known sizes", "give the model's input fixed sizes");
    }
    SDVariable flat = layer.reshape(x.variable(), rows, x);
    LayerTensor each = new LayerTensor(x.name(), flat, rows, Optional.empty());
    LayerTensor y =
        layer.apply(layer.config().innerType("layer"), layer.config().inner("layer"), each);
    List<Long> shape = new ArrayList<>(x.shape().subList(0, 2));
    shape.addAll(y.shape().subList(1, y.rank()));
    layer.result(layer.reshape(y.variable(), shape, x), shape, Optional.empty());
  }
}
