package io.github.sherl4j.importer.samediff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.TooNewException;
import io.github.sherl4j.TooOldException;
import io.github.sherl4j.format.AtomicFiles;
import io.github.sherl4j.importer.Backbone;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The container of a graph: 8 bytes of magic, the header's length as 4 bytes (little-endian), the
 * header as JSON ({@code formatVersion, inputs, outputs}), the graph as SameDiff writes it, and the
 * SHA-256 over everything before it. Judged in this order: magic, lengths, checksum, version,
 * graph.
 */
final class SealedGraph {

  private static final byte[] MAGIC = "SHERLSDZ".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int MAX_HEADER = 1 << 24;
  private static final int FRONT = MAGIC.length + Integer.BYTES;
  private static final int SHA256 = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SealedGraph() {}

  static boolean looksLike(byte[] head) {
    return head.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(head, MAGIC.length), MAGIC);
  }

  static long write(SameDiff graph, List<String> outputs, Path file) {
    long weights =
        graph.variables().stream()
            .map(v -> v.isConstant() ? v.getArr() : null)
            .mapToLong(a -> a == null ? 0 : a.length() * a.dataType().width())
            .sum();
    if (weights > FlatFile.MOST - (1 << 26)) {
      throw new RefusedException(
          "weights of " + weights + " bytes",
          "less than 2 GB, more than which SameDiff cannot write",
          file.toString(),
          "use the graph in memory, or export the model to ONNX");
    }
    ByteBuffer body;
    try {
      body = graph.asFlatBuffers(false);
    } catch (RuntimeException e) {
      throw new BadInputException(
          "a graph that SameDiff cannot write (" + e.getMessage() + ")",
          "operators that it can",
          file.toString(),
          "use the graph in memory",
          e);
    }
    ObjectNode header = JSON.createObjectNode().put("formatVersion", VERSION);
    graph.inputs().forEach(header.putArray("inputs")::add);
    outputs.forEach(header.putArray("outputs")::add);
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer front = ByteBuffer.allocate(FRONT + text.length).order(ByteOrder.LITTLE_ENDIAN);
    front.put(MAGIC).putInt(text.length).put(text).flip();
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putBytes(front.duplicate()).putBytes(body.duplicate());
    ByteBuffer seal = ByteBuffer.wrap(hasher.hash().asBytes());
    long size = (long) front.remaining() + body.remaining() + seal.remaining();
    AtomicFiles.write(
        file,
        out -> {
          for (ByteBuffer part : new ByteBuffer[] {front, body, seal}) {
            write(out, part);
          }
        });
    return size;
  }

  private static void write(FileChannel out, ByteBuffer part) throws IOException {
    ByteBuffer left = part.duplicate();
    while (left.hasRemaining()) {
      out.write(left);
    }
  }

  static Backbone open(Path file) {
    String where = file.toString();
    byte[] all = bytes(file);
    ByteBuffer b = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int end = all.length - SHA256;
    int length = end < FRONT ? -1 : b.getInt(MAGIC.length);
    if (!looksLike(all) || length < 2 || length > MAX_HEADER || length > end - FRONT) {
      throw corrupt("a header of " + length + " bytes in " + all.length, where);
    }
    byte[] hash = Hashing.sha256().hashBytes(all, 0, end).asBytes();
    if (!Arrays.equals(hash, Arrays.copyOfRange(all, end, all.length))) {
      throw corrupt("another SHA-256 than the file states", where);
    }
    JsonNode header = header(new String(all, FRONT, length, StandardCharsets.UTF_8), where);
    List<String> outputs = new ArrayList<>();
    header.path("outputs").forEach(o -> outputs.add(o.asText()));
    if (outputs.isEmpty()) {
      throw corrupt("no outputs", where);
    }
    byte[] body = Arrays.copyOfRange(all, FRONT + length, end);
    FlatFile read = FlatFile.of(body, where);
    try {
      return GraphReader.read(read.graph(), Outputs.named(read.graph(), outputs), where, true);
    } catch (RuntimeException e) {
      free(read.graph());
      throw e;
    }
  }

  private static void free(SameDiff graph) {
    for (INDArray a :
        graph.variables().stream().map(v -> v.isConstant() ? v.getArr() : null).toList()) {
      if (a != null && a.closeable() && !a.wasClosed()) {
        a.close();
      }
    }
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > FlatFile.MOST) {
        throw corrupt("a file of " + Files.size(file) + " bytes", file.toString());
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a SameDiff container",
          file.toString(),
          "check its permissions",
          e);
    } catch (OutOfMemoryError e) {
      throw new RefusedException(
          "a file larger than the heap", "more memory", file.toString(), "give Java more: -Xmx", e);
    }
  }

  private static JsonNode header(String text, String where) {
    try {
      JsonNode header = JSON.readTree(text);
      JsonNode version = header.path("formatVersion");
      if (!version.isIntegralNumber()) {
        throw corrupt("formatVersion " + version, where);
      }
      String found = "format version " + version + " of a SameDiff container";
      if (version.asLong() < VERSION) {
        throw new TooOldException(found, "version " + VERSION, where, "wrap the graph again");
      }
      if (version.asLong() > VERSION) {
        throw new TooNewException(found, "version " + VERSION, where, "use a newer SHERL4J");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw corrupt("a header that is no JSON", where);
    }
  }

  private static CorruptFileException corrupt(String found, String where) {
    return new CorruptFileException(
        found, "an undamaged SameDiff container", where, "copy it again, or wrap the graph again");
  }
}
