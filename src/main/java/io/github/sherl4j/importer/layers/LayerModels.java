package io.github.sherl4j.importer.layers;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.UnsupportedOp;
import java.util.List;
import java.util.Optional;

/** From a model described in layers to a backbone. Thread-safe. */
public final class LayerModels {

  private LayerModels() {}

  /**
   * Builds the graph.
   *
   * @param format the format's word, see {@link Backbone#format()}
   * @throws io.github.sherl4j.UnsupportedOpException naming every layer that nothing maps
   */
  public static Backbone open(
      String format, WeightSource source, LayerGraph model, ImportOptions options) {
    LayerRegistry registry = new LayerRegistry();
    registry.refuse(model, source.where());
    return new GraphBuilder(format, source, model, registry, options).build().build();
  }

  /** Why a layer that lies in another cannot be mapped and what to do; empty if it can. */
  public static Optional<String> objection(String type, LayerConfig config) {
    return new LayerRegistry().objection(type, config);
  }

  /** See {@link LayerMapper#parts}; for a layer that lies in another. */
  public static List<String> parts(String type, LayerConfig config) {
    return new LayerRegistry().find(type).map(m -> m.parts(type, config)).orElse(List.of());
  }

  /** The layers of a model that nothing maps. */
  public static List<UnsupportedOp> unsupported(LayerGraph model) {
    return new LayerRegistry().unsupported(model);
  }
}
