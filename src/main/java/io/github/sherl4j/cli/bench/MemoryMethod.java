package io.github.sherl4j.cli.bench;

import io.github.sherl4j.internal.Globs;
import io.github.sherl4j.plan.TuningConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The ways of tuning whose memory is measured. */
public enum MemoryMethod {
  /** The adapter over a frozen backbone with one late layer. */
  SHERL("sherl", "sherl"),
  /** The same, the late layer trained whole. */
  SHERL_LATE_ALL("sherl-late-all", "sherl"),
  /** The last block and the head. */
  LAST_LAYERS("last-layers", "last-layers"),
  /** The head alone. */
  LINEAR_PROBE("linear-probe", "linear-probe"),
  /** Everything but what {@link MemoryShape#embeddings()} names. */
  FULL("full-frozen-embeddings", "full");

  private final String label;
  private final String method;

  MemoryMethod(String label, String method) {
    this.label = label;
    this.method = method;
  }

  /** What it is called in tables. */
  public String label() {
    return label;
  }

  /** The tuning method's name. */
  String method() {
    return method;
  }

  TuningConfig config(MemoryShape shape) {
    TuningConfig.Builder config = TuningConfig.builder().seed(1);
    options(shape).forEach(config::option);
    return config.build();
  }

  private Map<String, Object> options(MemoryShape shape) {
    return switch (this) {
      case SHERL -> Map.of("width", shape.adapterWidth());
      case SHERL_LATE_ALL -> Map.of("width", shape.adapterWidth(), "late-train", "all");
      case LAST_LAYERS, LINEAR_PROBE -> Map.of();
      case FULL -> Map.of("freeze", shape.embeddings());
    };
  }

  /**
   * Those whose labels match.
   *
   * @throws io.github.sherl4j.NoMatchException if a part of the selection matches nothing
   */
  public static List<MemoryMethod> select(String globs) {
    List<MemoryMethod> all = List.of(values());
    List<String> names =
        Globs.select(globs, Arrays.stream(values()).map(m -> m.label).toList(), "--methods");
    return all.stream().filter(m -> names.contains(m.label)).toList();
  }
}
