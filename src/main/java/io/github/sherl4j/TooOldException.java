package io.github.sherl4j;

/** A file written by a format older than this version still reads. */
public final class TooOldException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public TooOldException(String found, String expected, String where, String remedy) {
    super("too-old", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public TooOldException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("too-old", found, expected, where, remedy, cause);
  }
}
