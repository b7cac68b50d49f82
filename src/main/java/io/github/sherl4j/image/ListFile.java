package io.github.sherl4j.image;

import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Lines;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of {@code label<TAB>path} lines in UTF-8; paths are relative to the list. The first line
 * is a header only if it is exactly {@code label<TAB>path}. To predict, lines may be bare paths.
 */
final class ListFile implements ImageFormat {

  private static final Splitter TAB = Splitter.on('\t');
  private static final List<String> HEADER = List.of("label", "path");

  @Override
  public boolean accepts(Path path) {
    return true; // the last to be asked
  }

  @Override
  public List<ImageRow> read(Path list, boolean labelled) {
    List<ImageRow> rows = new ArrayList<>();
    try (Lines lines = Lines.open(list)) {
      int columns = 2;
      for (String line = lines.next(); line != null; line = lines.next()) {
        List<String> cells = TAB.splitToList(line);
        if (lines.number() == 1) {
          columns = !labelled && cells.size() == 1 ? 1 : 2;
          if (cells.equals(HEADER)) {
            continue;
          }
        }
        if (cells.size() != columns) {
          throw lines.bad(cells.size() + " column(s)", columns == 1 ? "a path" : "label<TAB>path");
        }
        String label = columns == 1 ? null : cells.get(0);
        if (label != null && label.isBlank()) {
          throw lines.bad("an empty label", "a label before the tab");
        }
        String name = cells.get(columns - 1);
        rows.add(
            new ImageRow(
                label, new PictureFile(name, file(list, name, lines)), "line " + lines.number()));
      }
    }
    if (rows.isEmpty()) {
      throw new BadInputException(
          "no rows", "at least one row label<TAB>path", list.toString(), "fill the file");
    }
    return List.copyOf(rows);
  }

  private static Path file(Path list, String name, Lines lines) {
    try {
      Path file = list.resolveSibling(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
      throw lines.bad("no file " + file, "the path of a picture");
    } catch (InvalidPathException e) {
      throw lines.bad("no path (" + e.getReason() + ")", "the path of a picture");
    }
  }
}
