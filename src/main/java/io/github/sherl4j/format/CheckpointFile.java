package io.github.sherl4j.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A state of training on disk: like {@link AdapterFile} in layout and checks, with tensors in the
 * types they are trained in (float32 or float64), so that nothing is rounded. Its JSON object is
 * under {@code sherl4j.checkpoint}, so neither file is taken for the other.
 */
public final class CheckpointFile {

  private static final int FORMAT_VERSION = 1;

  private static final SealedFile.Kind KIND =
      new SealedFile.Kind(
          "a checkpoint",
          "sherl4j.checkpoint",
          FORMAT_VERSION,
          FORMAT_VERSION,
          Set.of(DataType.FLOAT, DataType.DOUBLE));

  private final SealedFile content;

  private CheckpointFile(SealedFile content) {
    this.content = content;
  }

  /** The JSON object; a copy. */
  public ObjectNode meta() {
    return content.meta();
  }

  /** The tensors as new ND4J arrays of their types; the caller closes them. */
  public Map<String, INDArray> toNd4j() {
    return content.toNd4j();
  }

  /** Creates or replaces a checkpoint; throws like {@link AdapterFile#write}. */
  public static void write(Path file, JsonNode meta, Map<String, INDArray> tensors) {
    SealedFile.write(KIND, file, meta, tensors, FORMAT_VERSION);
  }

  /** Reads and checks a checkpoint; throws like {@link AdapterFile#read}. */
  public static CheckpointFile read(Path file) {
    return new CheckpointFile(SealedFile.read(KIND, file));
  }
}
