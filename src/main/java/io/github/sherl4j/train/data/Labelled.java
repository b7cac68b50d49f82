package io.github.sherl4j.train.data;

/** A row of a data set: its label, and where it stands. */
public interface Labelled {

  /** The label as written; {@code null} if there is none. */
  String label();

  /** The place inside its file or folder, for messages, such as {@code line 3}. */
  String place();
}
