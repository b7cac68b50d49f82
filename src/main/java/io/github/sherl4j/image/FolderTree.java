package io.github.sherl4j.image;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * {@code <root>/<label>/…/<picture>}: the first folder below the root is the label. In the order of
 * the paths, so that it does not depend on the file system. Hidden files (names that start with a
 * dot) and the two that Windows leaves behind are no pictures and left out; every other file has to
 * be one.
 */
final class FolderTree implements ImageFormat {

  private static final Set<String> LEFT_BEHIND = Set.of("Thumbs.db", "desktop.ini");

  @Override
  public boolean accepts(Path path) {
    return Files.isDirectory(path);
  }

  @Override
  public List<ImageRow> read(Path root, boolean labelled) {
    try {
      return labelled ? tree(root) : flat(root, null, root);
    } catch (IOException | UncheckedIOException e) { // also for a link that leads in circles
      throw bad("an unreadable folder (" + e.getMessage() + ")", root, "check its permissions", e);
    }
  }

  private static List<ImageRow> tree(Path root) throws IOException {
    List<ImageRow> rows = new ArrayList<>();
    try (Stream<Path> children = Files.list(root)) {
      for (Path child : children.filter(c -> visible(root, c)).sorted(names(root)).toList()) {
        if (!Files.isDirectory(child)) {
          throw bad("a file beside the folders", child, "move it into the folder of its label");
        }
        rows.addAll(flat(root, child.getFileName().toString(), child));
      }
    }
    if (rows.isEmpty()) {
      throw bad("an empty folder", root, "give the folder that holds one folder a label");
    }
    return List.copyOf(rows);
  }

  private static List<ImageRow> flat(Path root, String label, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<ImageRow> rows =
          files
              .filter(f -> visible(root, f) && !Files.isDirectory(f))
              .sorted(names(root))
              .map(f -> row(label, name(root, f), f))
              .toList();
      if (rows.isEmpty()) {
        throw bad("a folder without pictures", folder, "fill or remove it");
      }
      return rows;
    }
  }

  private static ImageRow row(String label, String name, Path file) {
    return new ImageRow(label, new PictureFile(name, file), name);
  }

  private static boolean visible(Path root, Path path) {
    return StreamSupport.stream(root.relativize(path).spliterator(), false)
        .map(Path::toString)
        .noneMatch(part -> part.startsWith(".") || LEFT_BEHIND.contains(part));
  }

  private static Comparator<Path> names(Path root) {
    return Comparator.comparing(p -> name(root, p));
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static BadInputException bad(String found, Path where, String remedy) {
    return bad(found, where, remedy, null);
  }

  private static BadInputException bad(String found, Path where, String remedy, Throwable cause) {
    return new BadInputException(
        found, "a folder <label>/<picture> of pictures", where.toString(), remedy, cause);
  }
}
