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
 * Tensors and one JSON object in a safetensors file that is sealed by a checksum.
 *
 * <p>Its {@code __metadata__} is the first thing in the header and holds two texts: {@code sha256},
 * the SHA-256 over all other bytes of the file as 64 lower-case hex digits, and, under the kind's
 * key, the JSON object with the integer {@code formatVersion} in it. The digits always lie at bytes
 * 35 to 98, so changing any byte of the file, padding and length fields included, is detected.
 *
 * <p>Files are judged in this order: structure, checksum, format version. Immutable and safe to
 * share between threads.
 */
final class SealedFile {

  /** Key of the format version in the JSON object. */
  static final String VERSION_KEY = "formatVersion";

  static final String SHA256 = "sha256";

  /**
   * What a file is for.
   *
   * @param noun for messages
   * @param key of the JSON object in the metadata
   * @param oldest format version that is read
   * @param newest format version that is read, and written
   * @param types element types that tensors may have
   */
  record Kind(String noun, String key, int oldest, int newest, Set<DataType> types) {}

  private static final int MAX_HEADER = 16 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode meta;
  private final Map<String, NpyArray> tensors;
  private final String sha256;

  private SealedFile(ObjectNode meta, Map<String, NpyArray> tensors, String sha256) {
    this.meta = meta;
    this.tensors = tensors;
    this.sha256 = sha256;
  }

  /** The JSON object, {@code formatVersion} included; a copy. */
  ObjectNode meta() {
    return meta.deepCopy();
  }

  /** The tensors by name, in file order; read-only, on the heap. */
  Map<String, NpyArray> tensors() {
    return tensors;
  }

  /** The tensors as new ND4J arrays of their types; the caller closes them. */
  Map<String, INDArray> toNd4j() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, tensor.toNd4j()));
    return arrays;
  }

  /** The checksum that was found and verified. */
  String sha256() {
    return sha256;
  }

  /** Creates or replaces a file, wholly or not at all; see {@link AdapterFile#write}. */
  static void write(
      Kind kind, Path file, JsonNode meta, Map<String, INDArray> tensors, int version) {
    if (!meta.isObject()) {
      throw new BadInputException(
          "JSON of type " + meta.getNodeType(), "an object", file.toString(), "wrap it in one");
    }
    tensors.forEach(
        (name, tensor) -> {
          if (!kind.types().contains(tensor.dataType())) {
            throw new BadInputException(
                "tensor " + name + " of type " + tensor.dataType(),
                "one of " + kind.types(),
                file.toString(),
                "cast it before saving");
          }
        });
    ObjectNode full = meta.deepCopy();
    full.put(VERSION_KEY, version);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(SHA256, ByteCheck.BLANK);
    metadata.put(kind.key(), text(full, file));
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
   * @throws TooOldException if it is sound, but older than the kind's oldest
   * @throws TooNewException if it is sound, but newer than the kind's newest
   */
  static SealedFile read(Kind kind, Path file) {
    String where = file.toString();
    ByteCheck check = new ByteCheck();
    Safetensors content = SafetensorsReader.read(file, MAX_HEADER, check::accept);
    if (!content.metadata().keySet().equals(Set.of(SHA256, kind.key()))) {
      throw corrupt(where, "metadata " + content.metadata().keySet(), "those of " + kind.noun());
    }
    String stated = content.metadata().get(SHA256);
    String actual = check.hex();
    if (!stated.equals(actual) || !check.states(actual)) {
      throw corrupt(where, "a SHA-256 of " + actual, stated + " as the file states");
    }
    ObjectNode meta = object(content.metadata().get(kind.key()), where);
    checkVersion(kind, meta.get(VERSION_KEY), where);
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!kind.types().contains(tensor.dtype())) {
                throw corrupt(
                    where, "tensor " + name + " of type " + tensor.dtype(), "" + kind.types());
              }
            });
    return new SealedFile(meta, content.tensors(), actual);
  }

  private static ObjectNode object(String text, String where) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw corrupt(where, "JSON that is no object in the metadata", "a JSON object");
    } catch (JsonProcessingException e) {
      throw new CorruptFileException(
          "no JSON in the metadata  (" + e.getOriginalMessage() + ")",
          "a JSON object",
          where,
          SafetensorsReader.REMEDY,
          e);
    }
  }

  private static void checkVersion(Kind kind, JsonNode node, String where) {
    if (node == null || !node.isIntegralNumber()) {
      throw corrupt(where, VERSION_KEY + " " + node, "an integer");
    }
    String range = "version " + kind.oldest() + " to " + kind.newest();
    String found = "format version " + node + " of " + kind.noun();
    long version = node.canConvertToLong() ? node.longValue() : Long.MAX_VALUE;
    if (version < kind.oldest()) {
      throw new TooOldException(found, range, where, "make it again or use an older SHERL4J");
    }
    if (version > kind.newest()) {
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
