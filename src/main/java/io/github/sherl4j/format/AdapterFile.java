package io.github.sherl4j.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.TooNewException;
import io.github.sherl4j.TooOldException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
  public static final String VERSION_KEY = "formatVersion";

  static final String SHA256 = "sha256";
  static final String SHERL4J = "sherl4j";
  private static final int MAX_HEADER = 16 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode meta;
  private final Map<String, NpyArray> tensors;
  private final String sha256;

  private AdapterFile(ObjectNode meta, Map<String, NpyArray> tensors, String sha256) {
    this.meta = meta;
    this.tensors = tensors;
    this.sha256 = sha256;
  }

  /** The JSON object, {@code formatVersion} included; a copy. */
  public ObjectNode meta() {
    return meta.deepCopy();
  }

  /** The tensors by name, in file order; read-only, on the heap. */
  public Map<String, NpyArray> tensors() {
    return tensors;
  }

  /** The tensors as new ND4J arrays of type FLOAT; the caller closes them. */
  public Map<String, INDArray> toNd4j() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, tensor.toNd4j()));
    return arrays;
  }

  /** The checksum that was found and verified. */
  public String sha256() {
    return sha256;
  }

  /**
   * Creates or replaces a file, wholly or not at all.
   *
   * @param meta a JSON object; {@code formatVersion} is set here, whatever it held
   * @param tensors of type FLOAT, any strides; neither changed nor closed
   * @throws BadInputException if {@code meta} is no object or a tensor is not FLOAT
   * @throws io.github.sherl4j.DivergedException if a tensor holds NaN or infinity
   * @throws io.github.sherl4j.RefusedException if the disk is full or does not let us write
   */
  public static void write(Path file, JsonNode meta, Map<String, INDArray> tensors) {
    write(file, meta, tensors, FORMAT_VERSION);
  }

  static void write(Path file, JsonNode meta, Map<String, INDArray> tensors, int version) {
    if (!meta.isObject()) {
      throw new BadInputException(
          "JSON of type " + meta.getNodeType(), "an object", file.toString(), "wrap it in one");
    }
    tensors.forEach(
        (name, tensor) -> {
          if (tensor.dataType() != DataType.FLOAT) {
            throw new BadInputException(
                "tensor " + name + " of type " + tensor.dataType(),
                "FLOAT",
                file.toString(),
                "cast it before saving");
          }
        });
    ObjectNode full = meta.deepCopy();
    full.put(VERSION_KEY, version);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(SHA256, ByteCheck.BLANK);
    metadata.put(SHERL4J, text(full, file));
    AtomicFiles.write(
        file,
        out -> {
          ByteCheck check = new ByteCheck();
          SafetensorsWriter.stream(observed(out, check), metadata, tensors, file.toString());
          ByteBuffer digits = ByteBuffer.wrap(check.hex().getBytes(StandardCharsets.US_ASCII));
          while (digits.hasRemaining()) {
            out.write(digits, ByteCheck.BEGIN + digits.position());
          }
        });
  }

  /**
   * Reads and checks a whole file.
   *
   * @throws BadInputException if it is missing or cannot be read
   * @throws CorruptFileException if it is damaged, lies about itself or is no adapter
   * @throws io.github.sherl4j.RefusedException if it does not fit into the heap
   * @throws TooOldException if it is sound, but older than {@link #OLDEST_READABLE}
   * @throws TooNewException if it is sound, but newer than {@link #FORMAT_VERSION}
   */
  public static AdapterFile read(Path file) {
    String where = file.toString();
    ByteCheck check = new ByteCheck();
    Safetensors content = SafetensorsReader.read(file, MAX_HEADER, check::accept);
    if (!content.metadata().keySet().equals(Set.of(SHA256, SHERL4J))) {
      throw corrupt(where, "metadata " + content.metadata().keySet(), "those of an adapter file");
    }
    String stated = content.metadata().get(SHA256);
    String actual = check.hex();
    if (!stated.equals(actual) || !check.states(actual)) {
      throw corrupt(where, "a SHA-256 of " + actual, stated + " as the file states");
    }
    ObjectNode meta = object(content.metadata().get(SHERL4J), where);
    checkVersion(meta.get(VERSION_KEY), where);
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (tensor.dtype() != DataType.FLOAT) {
                throw corrupt(where, "tensor " + name + " of type " + tensor.dtype(), "F32");
              }
            });
    return new AdapterFile(meta, content.tensors(), actual);
  }

  private static ObjectNode object(String text, String where) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw corrupt(where, "JSON that is no object under " + SHERL4J, "a JSON object");
    } catch (JsonProcessingException e) {
      throw new CorruptFileException(
          "no JSON under " + SHERL4J + " (" + e.getOriginalMessage() + ")",
          "a JSON object",
          where,
          SafetensorsReader.REMEDY,
          e);
    }
  }

  private static void checkVersion(JsonNode node, String where) {
    if (node == null || !node.isIntegralNumber()) {
      throw corrupt(where, VERSION_KEY + " " + node, "an integer");
    }
    String range = "version " + OLDEST_READABLE + " to " + FORMAT_VERSION;
    String found = "adapter format version " + node;
    long version = node.canConvertToLong() ? node.longValue() : Long.MAX_VALUE;
    if (version < OLDEST_READABLE) {
      throw new TooOldException(found, range, where, "train again or use an older SHERL4J");
    }
    if (version > FORMAT_VERSION) {
      throw new TooNewException(found, range, where, "use the SHERL4J that wrote it, or newer");
    }
  }

  private static String text(ObjectNode meta, Path file) {
    try {
      return JSON.writeValueAsString(meta);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          "JSON that cannot be written (" + e.getOriginalMessage() + ")",
          "plain JSON",
          file.toString(),
          "use numbers, texts, lists and objects only",
          e);
    }
  }

  private static WritableByteChannel observed(FileChannel out, ByteCheck check) {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        ByteBuffer before = bytes.duplicate();
        int written = out.write(bytes);
        check.accept(before.limit(bytes.position()));
        return written;
      }

      @Override
      public boolean isOpen() {
        return out.isOpen();
      }

      @Override
      public void close() {}
    };
  }

  private static CorruptFileException corrupt(String where, String found, String expected) {
    return new CorruptFileException(found, expected, where, SafetensorsReader.REMEDY);
  }
}
