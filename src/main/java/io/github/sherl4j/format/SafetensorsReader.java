package io.github.sherl4j.format;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the public safetensors layout: an unsigned little-endian 64-bit header length, the JSON
 * header, the tensors in C order. Strict: what {@code SafetensorsHeader} refuses, a header longer
 * than 100 MB or than the file, bytes after the last tensor, NaN and infinity. All of it is checked
 * against the real length of the file before memory is allocated for it; a file costs its own size
 * on the heap. One tensor may have up to 2 GiB.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the layout</a>
 */
public final class SafetensorsReader {

  static final String REMEDY = "copy or save the file again";

  private SafetensorsReader() {}

  /**
   * The whole file.
   *
   * @throws BadInputException if it is missing or cannot be read
   * @throws CorruptFileException if it is damaged or lies about itself
   * @throws RefusedException if it does not fit into the heap
   */
  public static Safetensors read(Path file) {
    return read(file, Safetensors.MAX_HEADER, bytes -> {});
  }

  /** The same, showing every byte to {@code observer} in file order as it is read. */
  static Safetensors read(Path file, int maxHeader, Consumer<ByteBuffer> observer) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "no such file", "a safetensors file", file.toString(), "check the path");
    }
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(in, file.toString(), maxHeader, observer);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a readable safetensors file",
          file.toString(),
          "check its permissions",
          e);
    }
  }

  private static Safetensors read(
      FileChannel in, String where, int maxHeader, Consumer<ByteBuffer> observer)
      throws IOException {
    long size = in.size();
    if (size < Long.BYTES) {
      throw corrupt(where, size + " bytes", "at least 8");
    }
    long length = next(in, Long.BYTES, where, observer).getLong(0);
    if (length < 0 || length > Math.min(maxHeader, size - Long.BYTES)) {
      throw corrupt(
          where,
          "a header of " + Long.toUnsignedString(length) + " bytes in a file of " + size,
          "a header inside the file of at most " + maxHeader);
    }
    byte[] json = next(in, (int) length, where, observer).array();
    SafetensorsHeader header = SafetensorsHeader.parse(json, size - Long.BYTES - length, where);
    for (TensorEntry entry : header.entries()) {
      if (entry.end() - entry.begin() > Integer.MAX_VALUE - 8) {
        throw corrupt(where, "tensor " + entry.name() + " above 2 GiB", "smaller tensors");
      }
    }
    Map<String, NpyArray> tensors = new LinkedHashMap<>();
    for (TensorEntry entry : header.entries()) {
      ByteBuffer data = next(in, (int) (entry.end() - entry.begin()), where, observer);
      int bad = entry.type().firstNotFinite(data);
      if (bad >= 0) {
        throw corrupt(where, "NaN or infinity in tensor " + entry.name() + " at " + bad, "numbers");
      }
      tensors.put(
          entry.name(), new NpyArray(entry.name(), entry.type().nd4j(), entry.shape(), data));
    }
    return new Safetensors(header.metadata(), tensors);
  }

  private static ByteBuffer next(
      FileChannel in, int count, String where, Consumer<ByteBuffer> observer) throws IOException {
    ByteBuffer bytes = allocate(count, where);
    while (bytes.hasRemaining()) {
      if (in.read(bytes) < 0) {
        throw corrupt(where, "a file that became shorter while being read", "a file at rest");
      }
    }
    observer.accept(bytes.flip().asReadOnlyBuffer());
    return bytes;
  }

  private static ByteBuffer allocate(int count, String where) {
    try {
      return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    } catch (OutOfMemoryError e) {
      throw new RefusedException(
          "no room for " + count + " more bytes on the heap",
          "a heap larger than the file",
          where,
          "give the JVM more memory with -Xmx",
          e);
    }
  }

  private static CorruptFileException corrupt(String where, String found, String expected) {
    return new CorruptFileException(found, expected, where, REMEDY);
  }
}
