package io.github.sherl4j.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.Dl4jNets;
import io.github.sherl4j.testing.KerasNets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many models opened and closed in one JVM: it lives, and its memory stays where it was. The JVM is
 * one whose heap is all there from the start, so that only what lies outside can grow; what lies in
 * the heap is counted by itself.
 */
class ManyImportsTest {

  private static final double GROWTH = 1.02;
  private static final List<String> FIXED_HEAP =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1");

  @TempDir private Path folder;

  @Test
  void twoHundred() {
    Cli run =
        ChildJvm.run(
            ChildJvm.of(
                FIXED_HEAP,
                ManyImportsMain.class.getName(),
                "200",
                "200",
                "" + KerasNets.pictures(1).writeH5(folder.resolve("a.h5")),
                "" + KerasNets.texts(2).writeArchive(folder.resolve("b.keras")),
                "" + Dl4jNets.save(Dl4jNets.pictures(3), folder.resolve("c.zip")),
                "" + Dl4jNets.save(Dl4jNets.texts(4), folder.resolve("d.zip"))),
            folder);
    assertEquals(0, run.code(), run.err());
    List<long[]> seen =
        run.out()
            .lines()
            .filter(l -> l.startsWith("memory "))
            .map(l -> Splitter.on(' ').splitToStream(l).skip(1).mapToLong(Long::parseLong))
            .map(words -> words.toArray())
            .toList();
    assertEquals(2, seen.size(), run.out());
    long[] before = seen.get(0);
    long[] after = seen.get(1);
    System.out.printf(
        "200 imports: %.1f MB resident, then %.1f MB; %.1f MB of heap, then %.1f MB%n",
        before[0] / 1e6, after[0] / 1e6, before[1] / 1e6, after[1] / 1e6);
    assertTrue(after[0] <= GROWTH * before[0], before[0] + " then " + after[0]);
    assertTrue(after[1] <= GROWTH * before[1], before[1] + " then " + after[1]);
  }
}
