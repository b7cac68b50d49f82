package io.github.sherl4j.cli.bench;

import java.util.Locale;

/** What a row or an ordering came to. */
public enum AccuracyVerdict {
  /** Reached, over five seeds or more. */
  PASS,
  /** Missed. */
  FAIL,
  /** Nothing missed so far, but there are fewer than five seeds. */
  OPEN,
  /** Nothing to reach, or trained for other steps than the table asks for. */
  REPORTED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
