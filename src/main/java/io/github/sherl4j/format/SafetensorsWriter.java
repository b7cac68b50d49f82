package io.github.sherl4j.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.DivergedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes the public safetensors layout, through {@link AtomicFiles}. Equal content gives equal
 * bytes: tensors lie in order of falling element width, then name, and the header is padded with
 * spaces so that every tensor is aligned to its element width. NaN and infinity are refused.
 */
public final class SafetensorsWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private SafetensorsWriter() {}

  /**
   * Creates or replaces a file.
   *
   * @param metadata texts for {@code __metadata__}, written first and in this order; may be empty
   * @param tensors by name, of any strides; neither changed nor closed
   * @throws BadInputException for an element type or a name that the layout does not have
   * @throws DivergedException if a tensor holds NaN or infinity
   */
  public static void write(Path file, Map<String, String> metadata, Map<String, INDArray> tensors) {
    AtomicFiles.write(file, out -> stream(out, metadata, tensors, file.toString()));
  }

  /** The same bytes into a channel; {@code where} is for the errors. */
  static void stream(
      WritableByteChannel out,
      Map<String, String> metadata,
      Map<String, INDArray> tensors,
      String where)
      throws IOException {
    List<TensorEntry> entries = layout(tensors, where);
    byte[] header = header(metadata, entries, where);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    writeFully(out, length.putLong(header.length).flip());
    writeFully(out, ByteBuffer.wrap(header));
    for (TensorEntry entry : entries) {
      if (entry.end() > entry.begin()) {
        tensor(out, entry, tensors.get(entry.name()), where);
      }
    }
  }

  private static List<TensorEntry> layout(Map<String, INDArray> tensors, String where) {
    List<TensorEntry> unplaced = new ArrayList<>();
    tensors.forEach(
        (name, array) -> {
          TensorType type =
              TensorType.of(array.dataType())
                  .orElseThrow(
                      () ->
                          bad(where, "tensor " + name + " of type " + array.dataType(), "numbers"));
          List<Long> shape = Arrays.stream(array.shape()).boxed().toList();
          OptionalLong bytes = TensorEntry.bytes(type, shape);
          if (bytes.isEmpty() || bytes.getAsLong() > Integer.MAX_VALUE - 8) {
            throw bad(where, "tensor " + name + " of shape " + shape, "at most 2 GiB");
          }
          if (name.equals(Safetensors.METADATA)) {
            throw bad(where, "a tensor named " + name, "another name");
          }
          unplaced.add(new TensorEntry(name, type, shape, 0, bytes.getAsLong()));
        });
    if (unplaced.size() > Safetensors.MAX_TENSORS) {
      throw bad(where, unplaced.size() + " tensors", "at most " + Safetensors.MAX_TENSORS);
    }
    unplaced.sort(
        Comparator.comparingInt((TensorEntry e) -> -e.type().width())
            .thenComparing(TensorEntry::name));
    List<TensorEntry> placed = new ArrayList<>();
    long at = 0;
    for (TensorEntry e : unplaced) {
      placed.add(new TensorEntry(e.name(), e.type(), e.shape(), at, at + e.end()));
      at += e.end();
    }
    return placed;
  }

  private static byte[] header(
      Map<String, String> metadata, List<TensorEntry> entries, String where) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(Safetensors.METADATA);
        for (Map.Entry<String, String> text : metadata.entrySet()) {
          json.writeStringField(unicode(text.getKey(), where), unicode(text.getValue(), where));
        }
        json.writeEndObject();
      }
      for (TensorEntry entry : entries) {
        json.writeObjectFieldStart(unicode(entry.name(), where));
        json.writeStringField("dtype", entry.type().name());
        json.writeFieldName("shape");
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        json.writeArray(shape, 0, shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (bytes.size() % Long.BYTES != 0) {
      bytes.write(' ');
    }
    if (bytes.size() > Safetensors.MAX_HEADER) {
      throw bad(where, "a header of " + bytes.size() + " bytes", "at most 100 MB");
    }
    return bytes.toByteArray();
  }

  private static String unicode(String text, String where) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw bad(where, "a text with half of a surrogate pair", "Unicode");
    }
    return text;
  }

  /** ND4J runs on little-endian machines only, so its memory already is in file order. */
  private static void tensor(
      WritableByteChannel out, TensorEntry entry, INDArray array, String where) throws IOException {
    try (INDArray dense = array.dup('c')) {
      ByteBuffer data = dense.data().asNio().order(ByteOrder.LITTLE_ENDIAN);
      data.clear().limit((int) (entry.end() - entry.begin()));
      int notFinite = entry.type().firstNotFinite(data);
      if (notFinite >= 0) {
        throw new DivergedException(
            "NaN or infinity at element " + notFinite + " of tensor " + entry.name(),
            "finite numbers",
            where,
            "lower the learning rate and train again; nothing was written");
      }
      writeFully(out, data);
    }
  }

  private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static BadInputException bad(String where, String found, String expected) {
    return new BadInputException(found, expected, where, "nothing was written");
  }
}
