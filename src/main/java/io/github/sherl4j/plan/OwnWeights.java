package io.github.sherl4j.plan;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.OpNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which weights belong to a part of a backbone. */
public final class OwnWeights {

  private OwnWeights() {}

  /**
   * File names of the trainable weights that {@code part} reads and no other operator does: what is
   * shared with frozen layers (rotary tables, shared blocks) stays frozen.
   */
  public static List<String> of(Backbone backbone, List<OpNode> part) {
    Set<OpNode> own = new HashSet<>(part);
    Set<String> excluded = new HashSet<>(backbone.weights());
    excluded.removeAll(backbone.trainable());
    backbone.ops().stream()
        .filter(op -> !own.contains(op))
        .forEach(op -> excluded.addAll(op.weights()));
    return part.stream()
        .flatMap(op -> op.weights().stream())
        .distinct()
        .filter(w -> !excluded.contains(w))
        .toList();
  }
}
