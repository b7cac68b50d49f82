package io.github.sherl4j.text;

import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Lines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code label<TAB>text} or {@code label<TAB>text<TAB>text} lines in UTF-8. The text is
 * literal: quotes and backslashes are ordinary characters. The first line is a header only if its
 * columns are exactly {@code label}, {@code text} and, for pairs, a third one that starts with
 * {@code text}. Every other line must have the same columns and, if labelled, a label; a text may
 * be empty. A byte order mark and CRLF are tolerated.
 */
public final class TsvReader {

  private static final Splitter TAB = Splitter.on('\t');

  private TsvReader() {}

  /**
   * All labelled rows of a file; at least one.
   *
   * @throws BadInputException naming the line that is wrong
   */
  public static List<TextRow> labelled(Path file) {
    return read(file, false);
  }

  /**
   * The same, or a file without any tab whose lines are texts only (labels are {@code null}).
   *
   * @throws BadInputException naming the line that is wrong
   */
  public static List<TextRow> maybeLabelled(Path file) {
    return read(file, true);
  }

  private static List<TextRow> read(Path file, boolean plainAllowed) {
    List<TextRow> rows = new ArrayList<>();
    try (Lines lines = Lines.open(file)) {
      int columns = 0;
      for (String line = lines.next(); line != null; line = lines.next()) {
        List<String> cells = TAB.splitToList(line);
        if (lines.number() == 1) {
          columns = columns(cells, plainAllowed, lines);
          if (isHeader(cells)) {
            continue;
          }
        }
        rows.add(row(cells, columns, lines));
      }
    }
    if (rows.isEmpty()) {
      throw new BadInputException(
          "no rows", "at least one row label<TAB>text", file.toString(), "fill the file");
    }
    return List.copyOf(rows);
  }

  private static boolean isHeader(List<String> cells) {
    return cells.size() >= 2
        && cells.get(0).equals("label")
        && cells.get(1).equals("text")
        && (cells.size() == 2 || cells.get(2).startsWith("text"));
  }

  private static int columns(List<String> cells, boolean plainAllowed, Lines lines) {
    if (cells.size() > 3 || (cells.size() == 1 && !plainAllowed)) {
      throw lines.bad(cells.size() + " column(s)", "label<TAB>text or label<TAB>text<TAB>text");
    }
    return cells.size();
  }

  private static TextRow row(List<String> cells, int columns, Lines lines) {
    if (cells.size() != columns) {
      throw lines.bad(cells.size() + " column(s)", columns + " as in the lines before");
    }
    if (columns == 1) {
      return new TextRow(null, cells.get(0), null, lines.number());
    }
    if (cells.get(0).isBlank()) {
      throw lines.bad("an empty label", "a label before the tab");
    }
    return new TextRow(
        cells.get(0), cells.get(1), columns == 3 ? cells.get(2) : null, lines.number());
  }
}
