package io.github.sherl4j.text;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A text file after tokenising: ids, types and class of every row. Immutable. */
public final class TextData {

  private final List<TokenIds> rows;
  private final int[] classes;
  private final int classCount;
  private final int padId;

  private TextData(List<TokenIds> rows, int[] classes, int classCount, int padId) {
    this.rows = List.copyOf(rows);
    this.classes = classes;
    this.classCount = classCount;
    this.padId = padId;
  }

  /**
   * Tokenises rows.
   *
   * @param labels the head's classes; rows without a label get class 0
   * @param file for messages
   * @throws NoMatchException if a row's label is none of the classes
   * @throws BadInputException if a row cannot be tokenised or becomes no token at all
   */
  public static TextData of(List<TextRow> rows, Labels labels, TextTokenizer tokenizer, Path file) {
    int[] classes = new int[rows.size()];
    for (int i = 0; i < classes.length; i++) {
      if (rows.get(i).label() != null) {
        classes[i] = labels.indexOf(rows.get(i), file.toString());
      }
    }
    List<TokenIds> ids = new ArrayList<>();
    for (TextRow row : rows) {
      TokenIds encoded = tokenizer.encode(row.text(), row.pair());
      if (encoded.ids().isEmpty()) {
        throw new BadInputException(
            "a text that becomes no token",
            "at least one token",
            file + ", line " + row.line(),
            "correct or remove the line");
      }
      ids.add(encoded);
    }
    return new TextData(ids, classes, labels.names().size(), tokenizer.padId());
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  TokenIds row(int i) {
    return rows.get(i);
  }

  int label(int i) {
    return classes[i];
  }

  int classCount() {
    return classCount;
  }

  int padId() {
    return padId;
  }

  static NoMatchException unknownInput(String name, List<String> known) {
    return new NoMatchException(
        "model input " + name,
        "only the text inputs " + known,
        "the backbone",
        Names.didYouMean(name, known) + "; export the model with these inputs");
  }
}
