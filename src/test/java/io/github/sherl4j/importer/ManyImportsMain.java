package io.github.sherl4j.importer;

import io.github.sherl4j.engine.ProcessMemory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process of its own that opens and closes model files in turn and prints its memory. */
final class ManyImportsMain {

  private static final int ROUNDS = 8;
  private static final int PAUSE_MILLIS = 100;

  private ManyImportsMain() {}

  /** Arguments: how many until the first line, how many until the second, and the files. */
  public static void main(String[] arguments) throws InterruptedException {
    List<Path> files = Stream.of(arguments).skip(2).map(Path::of).toList();
    for (int part = 0; part < 2; part++) {
      for (int n = 0; n < Integer.parseInt(arguments[part]); n++) {
        try (Backbone b = Backbones.open(files.get(n % files.size()))) {
          if (b.parameters() == 0) {
            throw new IllegalStateException("no weights");
          }
        }
      }
      System.out.println("memory " + ProcessMemory.residentBytes() + " " + liveHeap());
    }
  }

  /** What stays after collections: ND4J hands arrays back on threads of its own, in rounds. */
  private static long liveHeap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      System.gc();
      Runtime heap = Runtime.getRuntime();
      least = Math.min(least, heap.totalMemory() - heap.freeMemory());
      Thread.sleep(PAUSE_MILLIS);
    }
    return least;
  }
}
