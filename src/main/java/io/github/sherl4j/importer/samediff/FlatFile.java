package io.github.sherl4j.importer.samediff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A graph in SameDiff's own format, read after a look at its structure.
 *
 * @param graph the graph; its training settings are left out, as reading them would load the
 *     classes that they name
 * @param labels placeholders that only training feeds
 */
record FlatFile(SameDiff graph, Set<String> labels) {

  static final long MOST = Integer.MAX_VALUE - 16L;

  /** Offset of the training settings in the table of a graph. */
  private static final int TRAINING_FIELD = 18;

  static FlatFile read(Path file) {
    String where = file.toString();
    try {
      if (Files.size(file) > MOST) {
        throw new RefusedException(
            "a file of " + Files.size(file) + " bytes",
            "less than 2 GB, more than which SameDiff cannot read",
            where,
            "save the graph in parts, or export the model to ONNX");
      }
      return of(Files.readAllBytes(file), where);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a SameDiff graph",
          where,
          "check the path and its permissions",
          e);
    }
  }

  /** Reads a graph; the bytes are changed. */
  static FlatFile of(byte[] bytes, String where) {
    String training = FlatCheck.training(bytes, where);
    Set<String> labels = labels(training, where);
    forgetTraining(bytes);
    try {
      SameDiff graph = SameDiff.fromFlatBuffers(ByteBuffer.wrap(bytes), false);
      return new FlatFile(graph, labels);
    } catch (IOException | RuntimeException e) {
      throw new CorruptFileException(
          "a graph that SameDiff cannot read (" + e + ")",
          "an undamaged graph of SameDiff 1.0.0-M2.1",
          where,
          "save it again with sd.save(file, false)",
          e);
    } catch (OutOfMemoryError e) {
      throw new RefusedException(
          "a model that needs more memory than there is (" + e.getMessage() + ")",
          "a smaller one, or more memory",
          where,
          "give Java more memory: -Xmx, and -Dorg.bytedeco.javacpp.maxPhysicalBytes for arrays");
    }
  }

  private static Set<String> labels(String training, String where) {
    Set<String> labels = new HashSet<>();
    if (training == null) {
      return labels;
    }
    try {
      JsonNode json = new ObjectMapper().readTree(training);
      json.path("dataSetLabelMapping").forEach(l -> labels.add(l.asText()));
      json.path("dataSetLabelMaskMapping").forEach(l -> labels.add(l.asText()));
      return labels;
    } catch (JsonProcessingException e) {
      throw new CorruptFileException(
          "training settings that are no JSON",
          "an undamaged graph",
          where,
          "save it again with sd.save(file, false)",
          e);
    }
  }

  /** A field of offset 0 is a field that is not there. */
  private static void forgetTraining(byte[] bytes) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int table = b.getInt(0);
    int fields = table - b.getInt(table);
    if (b.getShort(fields) > TRAINING_FIELD) {
      b.putShort(fields + TRAINING_FIELD, (short) 0);
    }
  }
}
