package io.github.sherl4j.importer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a user decides about a model file before it is read. Immutable.
 *
 * @param shapes sizes to pin, by name of the input: one entry a dimension, −1 where it stays as it
 *     is in the file. Dimensions that the file gives one name are pinned together
 * @param externalData whether weights may lie in other files of the model's own folder
 */
public record ImportOptions(Map<String, List<Long>> shapes, boolean externalData) {

  /** As the file says, and everything inside the file. */
  public static final ImportOptions DEFAULT = new ImportOptions(Map.of(), false);

  /** Defensive copies. */
  public ImportOptions {
    Map<String, List<Long>> copy = new LinkedHashMap<>();
    shapes.forEach((name, sizes) -> copy.put(Objects.requireNonNull(name), List.copyOf(sizes)));
    shapes = Collections.unmodifiableMap(copy);
  }

  /** Only shapes. */
  public static ImportOptions pinned(Map<String, List<Long>> shapes) {
    return new ImportOptions(shapes, false);
  }

  /** Whether nothing was decided. */
  public boolean isDefault() {
    return shapes.isEmpty() && !externalData;
  }
}
