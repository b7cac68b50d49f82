package io.github.sherl4j.cli.bench;

import io.github.sherl4j.internal.Globs;
import io.github.sherl4j.plan.TuningConfig;
import java.util.Arrays;
import java.util.List;

/** The ways of tuning whose memory is measured. */
public enum MemoryMethod {
  /** The adapter over a frozen backbone with one late layer. */
  SHERL("sherl", "sherl", "late", "1"),
  /** The same, the late layer trained whole. */
  SHERL_LATE_ALL("sherl-late-all", "sherl", "late-train", "all"),
  /** The last block and the head. */
  LAST_LAYERS("last-layers", "last-layers", "", ""),
  /** The head alone. */
  LINEAR_PROBE("linear-probe", "linear-probe", "", ""),
  /** Everything but what {@link MemoryShape#embeddings()} names. */
  FULL("full-frozen-embeddings", "full", "freeze", "");

  private final String label;
  private final String method;
  private final String option;
  private final String value;

  MemoryMethod(String label, String method, String option, String value) {
    this.label = label;
    this.method = method;
    this.option = option;
    this.value = value;
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
    if (!option.isEmpty()) {
      config.option(option, value.isEmpty() ? shape.embeddings() : value);
    }
    return config.build();
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
