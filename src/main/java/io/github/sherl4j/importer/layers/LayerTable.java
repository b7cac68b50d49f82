package io.github.sherl4j.importer.layers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A family of layers: one entry a type. */
public abstract class LayerTable implements LayerMapper {

  private final Map<String, Consumer<LayerContext>> entries = new LinkedHashMap<>();

  /** Adds a type. */
  protected final void entry(String type, Consumer<LayerContext> emit) {
    entries.put(type, emit);
  }

  @Override
  public final Set<String> types() {
    return entries.keySet();
  }

  @Override
  public final void map(LayerContext layer) {
    entries.get(layer.type()).accept(layer);
  }
}
