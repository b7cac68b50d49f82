package io.github.sherl4j.text;

import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code label<TAB>text} or {@code label<TAB>text<TAB>text} lines in UTF-8. The text is
 * literal: quotes and backslashes are ordinary characters. The first line is a header only if it
 * starts with exactly {@code label<TAB>text}. Every other line must have the same columns.
 */
public final class TsvReader {

  private static final Splitter TAB = Splitter.on('\t');
  private static final String BYTE_ORDER_MARK = "\uFEFF";

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
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "no such file", "a text file of tab-separated rows", file.toString(), "check the path");
    }
    List<TextRow> rows = new ArrayList<>();
    int columns = 0;
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String line;
      for (int number = 1; (line = in.readLine()) != null; number++) {
        String text = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
        List<String> cells = TAB.splitToList(text);
        if (number == 1 && isHeader(cells)) {
          columns = cells.size();
          continue;
        }
        columns = columns == 0 ? columns(cells, plainAllowed, file, number) : columns;
        rows.add(row(cells, columns, file, number));
      }
    } catch (CharacterCodingException e) {
      throw new BadInputException(
          "bytes that are not UTF-8", "a UTF-8 text file", file.toString(), "convert it first", e);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a text file",
          file.toString(),
          "check its permissions",
          e);
    }
    if (rows.isEmpty()) {
      throw new BadInputException(
          "no rows", "at least one row label<TAB>text", file.toString(), "fill the file");
    }
    return List.copyOf(rows);
  }

  private static boolean isHeader(List<String> cells) {
    return cells.size() >= 2 && cells.get(0).equals("label") && cells.get(1).equals("text");
  }

  private static int columns(List<String> cells, boolean plainAllowed, Path file, int number) {
    if (cells.size() > 3 || (cells.size() == 1 && !plainAllowed)) {
      throw bad(
          cells.size() + " columns", "label<TAB>text or label<TAB>text<TAB>text", file, number);
    }
    return cells.size();
  }

  private static TextRow row(List<String> cells, int columns, Path file, int number) {
    if (cells.size() != columns) {
      throw bad(cells.size() + " columns", columns + " as in the lines before", file, number);
    }
    if (columns == 1) {
      return new TextRow(null, cells.get(0), null, number);
    }
    if (cells.get(0).isBlank()) {
      throw bad("an empty label", "a label before the tab", file, number);
    }
    if (cells.get(1).isBlank()) {
      throw bad("an empty text", "a text after the tab", file, number);
    }
    return new TextRow(cells.get(0), cells.get(1), columns == 3 ? cells.get(2) : null, number);
  }

  private static BadInputException bad(String found, String expected, Path file, int number) {
    return new BadInputException(
        found, expected, file + ", line " + number, "correct or remove the line");
  }
}
