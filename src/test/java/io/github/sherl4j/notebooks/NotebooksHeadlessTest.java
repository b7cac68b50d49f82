package io.github.sherl4j.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sherl4j.notebooks.Notebook.Cell;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented command, in a clean clone: kernel fetched, every notebook run by Jupyter. */
@Tag("long")
class NotebooksHeadlessTest {

  @TempDir Path folder;

  private Cli run(Path where, String... command) {
    return ChildJvm.run(new ProcessBuilder(command).directory(where.toFile()), folder);
  }

  private static void require(String program, String why) throws IOException {
    boolean there = true;
    try {
      new ProcessBuilder(program, "--version")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      there = false; // no such program
    }
    if (!there) {
      System.out.println("skipped: no " + program + " here; " + why);
    }
    assumeTrue(there, "skipped: no " + program + " here; " + why);
  }

  @Test
  void fromACleanClone() throws IOException {
    require("jupyter-nbconvert", "samples/notebooks/README.md tells how to install it");
    require("git", "the clone is made by it");
    Path clone = folder.resolve("clone");
    String here = Path.of("").toAbsolutePath().toString();
    Cli cloned = run(folder, "git", "clone", "-q", here, clone.toString());
    assertEquals(0, cloned.code(), cloned.err());
    Path notebooks = clone.resolve(Notebook.FOLDER);
    for (Path file : Notebook.files()) {
      Path copy = notebooks.resolve(file.getFileName());
      String without = Files.readString(copy).replace("image/png", "image/none");
      Files.writeString(copy, without); // pictures that are there afterwards are new
    }
    Cli run = run(clone, "samples/notebooks/run.sh");
    assertEquals(0, run.code(), run.out() + run.err());
    for (Path file : Notebook.files()) {
      Notebook notebook = Notebook.read(notebooks.resolve(file.getFileName()));
      int pictures = 0;
      for (Cell cell : notebook.cells()) {
        assertEquals(cell.number(), cell.node().get("execution_count").asInt());
        cell.outputs().forEach(o -> assertFalse(o.get("output_type").asText().equals("error")));
        pictures += cell.pictures().size();
      }
      assertTrue(pictures >= 2, file + ": " + pictures + " pictures");
    }
  }
}
