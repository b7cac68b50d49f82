package io.github.sherl4j.train;

import java.util.Map;

/**
 * Where an adapter comes from, besides its method and backbone; every value is stored in its file.
 *
 * @param seed of start values, data order and dropout
 * @param tokenizerHash SHA-256 of the tokenizer file, or empty
 * @param dataHash SHA-256 of the training data, or empty
 * @param input how raw input became features, such as {@code maxLength}: whole numbers and texts
 * @param metrics what was measured at the end
 */
public record Provenance(
    long seed,
    String tokenizerHash,
    String dataHash,
    Map<String, Object> input,
    Map<String, Number> metrics) {

  /** Defensive copies. */
  public Provenance {
    input = Map.copyOf(input);
    metrics = Map.copyOf(metrics);
  }

  /** The same with other metrics. */
  public Provenance measured(Map<String, Number> newMetrics) {
    return new Provenance(seed, tokenizerHash, dataHash, input, newMetrics);
  }
}
