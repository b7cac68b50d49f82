package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.testing.Dl4jNets;
import io.github.sherl4j.testing.Mutants;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of Deeplearning4j in child JVMs: none dies or hangs. */
class NetworkMutantsTest {

  private static final long MEGABYTES = 500;

  @TempDir Path folder;

  @Test
  void fiveHundred() throws Exception {
    mutants(500);
  }

  @Test
  @Tag("long")
  void fiveThousand() throws Exception {
    mutants(5_000);
  }

  private void mutants(int count) throws Exception {
    Mutants mutants = new Mutants(folder, NetworkMutantMain.class);
    Path files = mutants.files();
    Dl4jNets.save(Dl4jNets.pictures(1), files.resolve("a.zip"));
    Dl4jNets.save(Dl4jNets.texts(2), files.resolve("b.zip"));
    Dl4jNets.save(Dl4jNets.rows(3), files.resolve("c.zip"));
    mutants.check(count, MEGABYTES);
  }
}
