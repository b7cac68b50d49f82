package io.github.sherl4j.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.notebooks.Notebook.Cell;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Notebooks run from top to bottom, and are stored with what that gave. */
class NotebooksTest {

  private static final Pattern NUMBER = Pattern.compile("int (\\w*[eE]pochs) = (\\d+);");
  private static final Pattern MACHINE =
      Pattern.compile(
          "(?<![\\w.])/(home|root|tmp|work|usr|var|opt|mnt|Users|private|proc)/|[A-Z]:\\\\\\\\?\\w");

  static List<Path> notebooks() {
    return Notebook.files();
  }

  @Test
  void theyAreThere() {
    List<String> names = Notebook.files().stream().map(f -> f.getFileName().toString()).toList();
    assertEquals(List.of("image.ipynb", "memory-and-accuracy.ipynb", "text.ipynb"), names);
  }

  /** With one epoch wherever a notebook has more. */
  @ParameterizedTest
  @MethodSource("notebooks")
  void everyCellRuns(Path file) {
    Notebook notebook = Notebook.read(file);
    int pictures = 0;
    int sizes = 0;
    try (CellRunner runner = new CellRunner()) {
      for (Cell cell : notebook.cells()) {
        CellRunner.Result result = runner.run(cell.source());
        if (cell.sizes()) {
          sizes++;
          NUMBER.matcher(cell.source()).results().forEach(m -> runner.run(m.group(1) + " = 1;"));
        }
        boolean picture = result.value().startsWith("BufferedImage@");
        assertEquals(
            picture, !cell.pictures().isEmpty(), "a picture in cell " + cell.number() + " or none");
        assertEquals(
            result.printed().isBlank(),
            cell.printed().isBlank(),
            "printed by cell " + cell.number() + ": " + result.printed());
        pictures += picture ? 1 : 0;
      }
      assertEquals(List.of(), runner.unresolved());
    }
    assertTrue(pictures >= 2, pictures + " pictures");
    assertEquals(1, sizes, "one cell that holds the sizes");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void itIsStoredWithWhatRunningItGave(Path file) throws IOException {
    Notebook notebook = Notebook.read(file);
    List<String> pictures = new ArrayList<>();
    for (Cell cell : notebook.cells()) {
      assertEquals(cell.number(), cell.node().get("execution_count").asInt(), "run in order");
      cell.outputs()
          .forEach(o -> assertFalse(o.get("output_type").asText().equals("error"), cell.source()));
      cell.outputs().forEach(o -> assertFalse(o.path("name").asText().equals("stderr"), "" + o));
      pictures.addAll(cell.pictures());
    }
    assertTrue(pictures.size() >= 2, pictures.size() + " pictures");
    for (String picture : pictures) {
      BufferedImage image =
          ImageIO.read(new ByteArrayInputStream(Base64.getMimeDecoder().decode(picture)));
      int width = image.getWidth();
      long colours =
          IntStream.range(0, width * image.getHeight())
              .map(i -> image.getRGB(i % width, i / width))
              .distinct()
              .count();
      assertTrue(colours > 10, colours + " colours");
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void nothingOfAMachineIsInIt(Path file) {
    Notebook notebook = Notebook.read(file);
    List<String> texts = new ArrayList<>();
    for (Cell cell : notebook.cells()) {
      texts.add(cell.source());
      texts.add(cell.text());
    }
    texts.add(notebook.root().get("metadata").toString());
    for (String text : texts) {
      assertFalse(MACHINE.matcher(text).find(), text);
      assertFalse(text.contains(System.getProperty("user.dir")), text);
    }
    assertTrue(
        MACHINE.matcher("in /private/x").find() && MACHINE.matcher("C:\\x").find(), "it tells");
  }
}
