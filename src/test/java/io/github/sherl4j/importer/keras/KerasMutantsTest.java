package io.github.sherl4j.importer.keras;

import io.github.sherl4j.testing.KerasNets;
import io.github.sherl4j.testing.Mutants;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged {@code .h5} and {@code .keras} files in child JVMs: none dies or hangs. */
class KerasMutantsTest {

  private static final long MEGABYTES = 500;

  @TempDir Path folder;

  @Test
  void fiveHundred() throws Exception {
    mutants(500);
  }

  @Test
  @Tag("long")
  void twentyThousand() throws Exception {
    mutants(20_000);
  }

  private void mutants(int count) throws Exception {
    Mutants mutants = new Mutants(folder, KerasMutantMain.class);
    Path files = mutants.files();
    KerasNets.pictures(1).writeH5(files.resolve("a.h5"));
    KerasNets.pictures(2).writeArchive(files.resolve("b.keras"));
    KerasNets.texts(3).writeH5(files.resolve("c.h5"));
    KerasNets.texts(4).writeArchive(files.resolve("d.keras"));
    mutants.check(count, MEGABYTES);
  }
}
