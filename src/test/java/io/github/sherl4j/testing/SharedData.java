package io.github.sherl4j.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the reference material that suites run over: {@code sherl.shared} (default {@code
 * ../shared}) and, each overriding its part, {@code sherl.golden}, {@code sherl.fixtures} and
 * {@code sherl.assets}. Where the shared folder exists a missing part fails the suite; where it
 * does not the suite says that it skipped.
 */
public final class SharedData {

  private SharedData() {}

  /** The folder of numbers from the official implementation. */
  public static Path golden() {
    return part("golden");
  }

  /** The folder of small models with expected outputs. */
  public static Path fixtures() {
    return part("fixtures");
  }

  /** The folder of real pre-trained weights and data. */
  public static Path assets() {
    return part("assets");
  }

  /** The sub-folders of {@code parent} that hold {@code file}, in name order; never empty. */
  public static List<Path> foldersWith(Path parent, String file) {
    try (Stream<Path> children = Files.list(parent)) {
      List<Path> found = children.filter(d -> Files.exists(d.resolve(file))).sorted().toList();
      assertTrue(!found.isEmpty(), "no folder with " + file + " under " + parent);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path part(String name) {
    String own = System.getProperty("sherl." + name, "");
    if (!own.isBlank()) {
      Path folder = Path.of(own);
      assertTrue(Files.isDirectory(folder), "sherl." + name + " names no folder: " + folder);
      return folder;
    }
    String property = System.getProperty("sherl.shared", "");
    Path shared = Path.of(property.isBlank() ? "../shared" : property);
    assumeTrue(
        Files.isDirectory(shared),
        () -> {
          String why = "skipped: needs " + name + " of the shared folder, and it is not there";
          System.out.println(why); // surefire's console leaves the reason out
          return why;
        });
    Path folder = shared.resolve(name);
    assertTrue(Files.isDirectory(folder), "the shared folder lacks " + name);
    return folder;
  }
}
