package io.github.sherl4j.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Jupyter notebook as it is stored.
 *
 * @param cells those with code, in order
 */
record Notebook(Path file, JsonNode root, List<Cell> cells) {

  static final Path FOLDER = Path.of("samples", "notebooks");

  /**
   * A code cell.
   *
   * @param sizes whether its variables may be set to others
   * @param outputs what running it gave when it was stored
   */
  record Cell(int number, String source, boolean sizes, JsonNode node, List<JsonNode> outputs) {

    /** PNG pictures that it gave, in base 64. */
    List<String> pictures() {
      return outputs.stream()
          .map(o -> o.at("/data/image~1png"))
          .filter(p -> !p.isMissingNode())
          .map(JsonNode::asText)
          .toList();
    }

    /** What it printed, and its value as text. */
    /** What it printed. */
    String printed() {
      StringBuilder all = new StringBuilder();
      outputs.stream()
          .filter(o -> o.get("output_type").asText().equals("stream"))
          .forEach(o -> all.append(joined(o.path("text"))));
      return all.toString();
    }

    String text() {
      StringBuilder all = new StringBuilder();
      for (JsonNode output : outputs) {
        all.append(joined(output.path("text")));
        all.append(joined(output.at("/data/text~1plain")));
        all.append(joined(output.at("/data/text~1html")));
      }
      return all.toString();
    }
  }

  /** All notebooks, in name order. */
  static List<Path> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Notebook read(Path file) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Cell> cells = new ArrayList<>();
    for (JsonNode node : root.get("cells")) {
      if (node.get("cell_type").asText().equals("code")) {
        boolean sizes = node.at("/metadata/tags").toString().contains("\"parameters\"");
        List<JsonNode> outputs = new ArrayList<>();
        node.get("outputs").forEach(outputs::add);
        cells.add(new Cell(cells.size() + 1, joined(node.get("source")), sizes, node, outputs));
      }
    }
    return new Notebook(file, root, cells);
  }

  /** Texts of a notebook are strings or lists of lines. */
  private static String joined(JsonNode text) {
    if (text.isTextual()) {
      return text.asText();
    }
    StringBuilder all = new StringBuilder();
    text.forEach(line -> all.append(line.asText()));
    return all.toString();
  }
}
