package io.github.sherl4j.text;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tokens of a BERT {@code vocab.txt}: one a line in UTF-8, its id the number of the line from
 * 0. Immutable.
 *
 * @param ids token → id, in the order of the ids
 */
record BertVocabulary(Map<String, Integer> ids) {

  static final String UNKNOWN = "[UNK]";
  static final String FIRST = "[CLS]";
  static final String SEPARATOR = "[SEP]";
  static final String PADDING = "[PAD]";

  /** Without these a file is no vocabulary of BERT. */
  static final List<String> REQUIRED = List.of(UNKNOWN, FIRST, SEPARATOR, PADDING);

  /** Larger files are refused: published vocabularies have at most a few megabytes. */
  static final long LARGEST = 64L << 20;

  private static final String REMEDY =
      "use the vocab.txt that was published with the model, or its tokenizer.json instead";

  /**
   * Reads and checks a file.
   *
   * @throws BadInputException naming the line that is wrong or the token that is missing
   */
  static BertVocabulary read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw bad(Files.size(file) + " bytes", "at most " + LARGEST + " bytes", file.toString());
    }
    Map<String, Integer> ids = new LinkedHashMap<>();
    try (Lines lines = Lines.open(file, REMEDY)) {
      int empty = 0;
      for (String token = lines.next(); token != null; token = lines.next()) {
        if (token.isEmpty()) {
          empty = empty == 0 ? lines.number() : empty;
          continue; // allowed at the end only
        }
        if (empty > 0) {
          throw bad("an empty line", "a token a line", file + ", line " + empty);
        }
        if (token.indexOf('\0') >= 0) {
          throw lines.bad("a zero byte", "a text file");
        }
        Integer before = ids.putIfAbsent(token, lines.number() - 1);
        if (before != null) {
          throw lines.bad(
              "token '" + token + "' a second time",
              "each token once; it is on line " + (before + 1));
        }
      }
    }
    List<String> missing = REQUIRED.stream().filter(t -> !ids.containsKey(t)).toList();
    if (!missing.isEmpty()) {
      throw bad(
          "no token " + String.join(", ", missing) + " on its " + ids.size() + " lines",
          "a line for each of " + String.join(", ", REQUIRED),
          file.toString());
    }
    return new BertVocabulary(ids);
  }

  /**
   * Whether it was made from lower-cased texts: lower-casing changes no token but special ones in
   * brackets.
   */
  boolean uncased() {
    return ids.keySet().stream()
        .filter(t -> !(t.startsWith("[") && t.endsWith("]")))
        .allMatch(t -> t.equals(t.toLowerCase(Locale.ROOT)));
  }

  private static BadInputException bad(String found, String expected, String where) {
    return new BadInputException(found, expected, where, REMEDY);
  }
}
