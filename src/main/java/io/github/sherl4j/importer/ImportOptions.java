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
 * @param fuse whether patterns of several operators become their few fast ones. Neither the weights
 *     nor the fingerprint depend on it, so adapters fit both; tensors inside a pattern are not
 *     there
 * @param streamed whether weights of two axes and more stay in the file, which is read anew
 *     whenever a run needs them: a model may then be larger than memory, and each run takes longer.
 *     Only what is trained is loaded. The file must not change as long as the backbone is open
 */
public record ImportOptions(
    Map<String, List<Long>> shapes, boolean externalData, boolean fuse, boolean streamed) {

  /** As the file says, everything inside the file, patterns fused. */
  public static final ImportOptions DEFAULT = new ImportOptions(Map.of(), false);

  /** Defensive copies. */
  public ImportOptions {
    Map<String, List<Long>> copy = new LinkedHashMap<>();
    shapes.forEach((name, sizes) -> copy.put(Objects.requireNonNull(name), List.copyOf(sizes)));
    shapes = Collections.unmodifiableMap(copy);
  }

  /** With patterns fused. */
  public ImportOptions(Map<String, List<Long>> shapes, boolean externalData) {
    this(shapes, externalData, true, false);
  }

  /** The same, with patterns fused or operator by operator as in the file. */
  public ImportOptions fuse(boolean whether) {
    return new ImportOptions(shapes, externalData, whether, streamed);
  }

  /** The same, with large weights in memory or left in the file. */
  public ImportOptions streamed(boolean whether) {
    return new ImportOptions(shapes, externalData, fuse, whether);
  }

  /** Only shapes. */
  public static ImportOptions pinned(Map<String, List<Long>> shapes) {
    return new ImportOptions(shapes, false);
  }

  /**
   * Whether nothing was decided; leaving operators alone is no decision, any format can do that.
   */
  public boolean isDefault() {
    return shapes.isEmpty() && !externalData && !streamed;
  }
}
