package io.github.sherl4j.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of a safetensors file.
 *
 * @param metadata the texts under {@code __metadata__}; empty if there is none
 * @param tensors by name, in the order of their bytes
 */
public record Safetensors(Map<String, String> metadata, Map<String, NpyArray> tensors) {

  /** Longest header of the public layout, in bytes. */
  static final int MAX_HEADER = 100_000_000;

  /** Most tensors in one file; the public layout has no such bound. */
  static final int MAX_TENSORS = 32_768;

  /** Longest shape that ND4J can hold. */
  static final int MAX_RANK = 32;

  /** Key of the metadata in the header, hence no name for a tensor. */
  static final String METADATA = "__metadata__";

  /** Defensive copies that keep the order. */
  public Safetensors {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }
}
