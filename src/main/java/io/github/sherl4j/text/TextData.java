package io.github.sherl4j.text;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.train.data.Targets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A text file after tokenising: ids, types and target of every row. Immutable. */
public final class TextData {

  private final List<TokenIds> rows;
  private final double[] values;
  private final Targets targets;
  private final int padId;

  private TextData(List<TokenIds> rows, double[] values, Targets targets, int padId) {
    this.rows = List.copyOf(rows);
    this.values = values;
    this.targets = targets;
    this.padId = padId;
  }

  /**
   * Tokenises rows.
   *
   * @param targets what labels mean, such as {@link Labels}; rows without a label get target 0
   * @param file for messages
   * @throws NoMatchException if a row's label is none of the classes
   * @throws BadInputException if a row's label is no number where it has to be one, if the row
   *     cannot be tokenised or becomes no token at all
   */
  public static TextData of(
      List<TextRow> rows, Targets targets, TextTokenizer tokenizer, Path file) {
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      if (rows.get(i).label() != null) {
        values[i] = targets.read(rows.get(i), file.toString());
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
    return new TextData(ids, values, targets, tokenizer.padId());
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  TokenIds row(int i) {
    return rows.get(i);
  }

  double[] values() {
    return values;
  }

  Targets targets() {
    return targets;
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
