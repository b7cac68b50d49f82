package io.github.sherl4j.text;

import io.github.sherl4j.train.data.Labelled;

/**
 * One row of a text file.
 *
 * @param label the label as written; {@code null} where the file holds texts only
 * @param text the (first) text, literal
 * @param pair the second text, or {@code null}
 * @param line 1-based line number
 */
public record TextRow(String label, String text, String pair, int line) implements Labelled {

  @Override
  public String place() {
    return "line " + line;
  }

  /** The same row as a bare text to predict. */
  public TextRow withoutLabel() {
    return new TextRow(null, text, pair, line);
  }
}
