package io.github.sherl4j.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.format.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Results as JSON. A file of them is replaced as a whole after every run, so that an interrupted
 * measurement goes on with the runs that are missing; runs of another set-up are refused.
 */
public final class AccuracyFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long LARGEST = 1 << 24;

  private AccuracyFile() {}

  /**
   * The runs that a file holds; none if there is no file.
   *
   * @throws BadInputException if it holds something else
   * @throws MismatchException if a run is of another set-up than its row has now
   */
  public static AccuracyResults read(Path file, SetUps setUps) {
    AccuracyResults results = new AccuracyResults(setUps);
    if (Files.notExists(file)) {
      return results;
    }
    for (JsonNode node : content(file).path("rows")) {
      AccuracyRow row = row(node.path("row").asText(), setUps, file);
      if (!node.path("setUp").asText().equals(setUps.of(row))) {
        throw new MismatchException(
            "runs of " + row.row() + " with other options, steps, model or data",
            "set-up " + setUps.of(row),
            file.toString(),
            "give another --out, or the options, steps and assets of that file");
      }
      for (JsonNode run : node.path("runs")) {
        results.add(row, run(run, file));
      }
    }
    return results;
  }

  private static JsonNode content(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw unreadable(file, "more than " + LARGEST + " bytes", null);
      }
      JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
      if (!root.path("rows").isArray()) {
        throw unreadable(file, "something else", null);
      }
      return root;
    } catch (IOException e) {
      throw unreadable(file, e.getClass().getSimpleName(), e);
    }
  }

  private static AccuracyRow row(String name, SetUps setUps, Path file) {
    return setUps.plan().rows().stream()
        .filter(r -> r.row().equals(name))
        .findFirst()
        .orElseThrow(() -> unreadable(file, "a row '" + name + "' that is none now", null));
  }

  private static AccuracyRun run(JsonNode node, Path file) {
    try {
      return MAPPER.treeToValue(node, AccuracyRun.class);
    } catch (JsonProcessingException e) {
      throw unreadable(file, "a run that is none: " + node, e);
    }
  }

  private static BadInputException unreadable(Path file, String found, Exception cause) {
    return new BadInputException(
        found,
        "the results of an earlier sherl bench accuracy",
        file.toString(),
        "give another --out or remove the file",
        cause);
  }

  /** Replaces the file. */
  public static void write(Path file, AccuracyResults results, SetUps setUps) {
    try {
      byte[] bytes =
          MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(results, setUps));
      AtomicFiles.write(
          file,
          out -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
              out.write(buffer);
            }
          });
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The results as one object. */
  public static ObjectNode json(AccuracyResults results, SetUps setUps) {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode rows = root.put("unit", "percent").putArray("rows");
    for (AccuracyRow row : results.rows()) {
      ObjectNode node = rows.addObject();
      node.put("row", row.row())
          .put("options", String.join(" ", setUps.plan().options(row)))
          .put("setUp", setUps.of(row))
          .put("reference", row.reference());
      if (row.judged()) {
        node.putObject("accept")
            .put("mean", row.mean())
            .put("within", row.within())
            .put("each", row.each());
      }
      node.set("runs", MAPPER.valueToTree(results.runs(row.row())));
      node.put("mean", results.mean(row.row()));
      if (results.runs(row.row()).size() > 1) {
        node.put("deviation", results.deviation(row.row()));
      }
      node.put("verdict", "" + results.verdict(row));
    }
    ArrayNode orderings = root.putArray("orderings");
    for (AccuracyOrder order : results.orderings()) {
      orderings
          .addObject()
          .put("ordering", "" + order)
          .put("difference", results.difference(order))
          .put("verdict", "" + results.verdict(order));
    }
    return root.put("ok", results.ok());
  }
}
