package io.github.sherl4j.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What training leaves behind: tensors (float32, little endian, C order) and one JSON object, in a
 * safetensors file that every safetensors reader opens.
 *
 * <p>Its {@code __metadata__} is the first thing in the header and holds two texts: {@code sha256},
 * the SHA-256 over all other bytes of the file as 64 lower-case hex digits, and {@code sherl4j},
 * the JSON object with the integer {@code formatVersion} in it. The digits always lie at bytes 35
 * to 98, so changing any byte of the file, padding and length fields included, is detected.
 *
 * <p>Files are judged in this order: structure, checksum, format version. Whether an adapter
 * belongs to a backbone is the caller's question. Immutable and safe to share between threads.
 */
public final class AdapterFile {

  /** The format version that {@link #write} gives. */
  public static final int FORMAT_VERSION = 1;

  /** The oldest format version that {@link #read} takes. */
  public static final int OLDEST_READABLE = 1;

  /** Key of the format version in the JSON object. */
  public static final String VERSION_KEY = SealedFile.VERSION_KEY;

  static final String SHA256 = SealedFile.SHA256;
  static final String SHERL4J = "sherl4j";

  private static final SealedFile.Kind KIND =
      new SealedFile.Kind(
          "an adapter file", SHERL4J, OLDEST_READABLE, FORMAT_VERSION, Set.of(DataType.FLOAT));

  private final SealedFile content;

  private AdapterFile(SealedFile content) {
    this.content = content;
  }

  /** The JSON object, {@code formatVersion} included; a copy. */
  public ObjectNode meta() {
    return content.meta();
  }

  /** The tensors by name, in file order; read-only, on the heap. */
  public Map<String, NpyArray> tensors() {
    return content.tensors();
  }

  /** The tensors as new ND4J arrays of type FLOAT; the caller closes them. */
  public Map<String, INDArray> toNd4j() {
    return content.toNd4j();
  }

  /** The checksum that was found and verified. */
  public String sha256() {
    return content.sha256();
  }

  /**
   * Creates or replaces a file, wholly or not at all.
   *
   * @param meta a JSON object; {@code formatVersion} is set here, whatever it held
   * @param tensors of type FLOAT, any strides; neither changed nor closed
   * @throws io.github.sherl4j.BadInputException if {@code meta} is no object or a tensor is not
   *     FLOAT
   * @throws io.github.sherl4j.DivergedException if a tensor holds NaN or infinity
   * @throws io.github.sherl4j.RefusedException if the disk is full or does not let us write
   */
  public static void write(Path file, JsonNode meta, Map<String, INDArray> tensors) {
    write(file, meta, tensors, FORMAT_VERSION);
  }

  static void write(Path file, JsonNode meta, Map<String, INDArray> tensors, int version) {
    SealedFile.write(KIND, file, meta, tensors, version);
  }

  /**
   * Reads and checks a whole file.
   *
   * @throws io.github.sherl4j.BadInputException if it is missing or cannot be read
   * @throws io.github.sherl4j.CorruptFileException if it is damaged, lies about itself or is no
   *     adapter
   * @throws io.github.sherl4j.RefusedException if it does not fit into the heap
   * @throws io.github.sherl4j.TooOldException if it is sound, but older than {@link
   *     #OLDEST_READABLE}
   * @throws io.github.sherl4j.TooNewException if it is sound, but newer than {@link
   *     #FORMAT_VERSION}
   */
  public static AdapterFile read(Path file) {
    return new AdapterFile(SealedFile.read(KIND, file));
  }
}
