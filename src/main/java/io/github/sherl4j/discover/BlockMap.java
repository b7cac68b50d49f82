package io.github.sherl4j.discover;

import java.util.List;
import java.util.Optional;

/** Stub. */
public interface BlockMap {
  /** . */
  String features(Optional<String> wanted);

  /** . */
  List<String> taps(Optional<String> patterns, int late);

  /** . */
  List<String> taps();

  /** . */
  String tap(String pattern);

  /** . */
  String lateFrom(int late);

  /** . */
  List<String> lateWeights(int late);

  /** . */
  List<String> blocks();
}
