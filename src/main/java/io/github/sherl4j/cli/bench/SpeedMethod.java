package io.github.sherl4j.cli.bench;

import io.github.sherl4j.internal.Globs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is timed. */
public enum SpeedMethod {
  /** The frozen backbone up to the features that a head reads. */
  FROZEN_FORWARD,
  /** The same file, to the same tensor, in ONNX Runtime; left out where that is missing. */
  ONNXRUNTIME_FORWARD,
  /** Everything but the embeddings is trained. */
  FULL,
  /** The last block and the head are trained. */
  LAST_LAYERS,
  /** The adapter over a frozen backbone with one frozen late layer. */
  SHERL,
  /** The same, what the frozen part gives read from a feature store. */
  SHERL_STORE;

  /** What it is called on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Those whose labels match.
   *
   * @throws io.github.sherl4j.NoMatchException if a part of the selection matches nothing
   */
  public static List<SpeedMethod> select(String globs) {
    List<String> labels = Arrays.stream(values()).map(SpeedMethod::label).toList();
    List<String> names = Globs.select(globs, labels, "--methods");
    return Arrays.stream(values()).filter(m -> names.contains(m.label())).toList();
  }
}
