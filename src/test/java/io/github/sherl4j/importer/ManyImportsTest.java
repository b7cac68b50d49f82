package io.github.sherl4j.importer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.testing.Dl4jNets;
import io.github.sherl4j.testing.KerasNets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many models opened and closed in one JVM: it lives, and its memory stays where it was. */
class ManyImportsTest {

  private static final double GROWTH = 1.02;

  @TempDir private Path folder;

  @Test
  void forty() {
    imports(80, 40);
  }

  @Test
  @Tag("long")
  void twoHundred() {
    imports(80, 200);
  }

  private void imports(int warm, int count) {
    List<Path> files =
        List.of(
            KerasNets.pictures(1).writeH5(folder.resolve("a.h5")),
            KerasNets.texts(2).writeArchive(folder.resolve("b.keras")),
            Dl4jNets.save(Dl4jNets.pictures(3), folder.resolve("c.zip")),
            Dl4jNets.save(Dl4jNets.texts(4), folder.resolve("d.zip")));
    open(files, warm);
    long before = resident();
    open(files, count);
    long after = resident();
    System.out.printf(
        "%d imports: %.1f MB resident, then %.1f MB%n", count, before / 1e6, after / 1e6);
    assertTrue(after <= GROWTH * before, before + " then " + after);
  }

  private static void open(List<Path> files, int count) {
    for (int i = 0; i < count; i++) {
      try (Backbone b = Backbones.open(files.get(i % files.size()))) {
        assertTrue(b.parameters() > 0);
      }
    }
  }

  private static long resident() {
    System.gc();
    return ProcessMemory.residentBytes();
  }
}
