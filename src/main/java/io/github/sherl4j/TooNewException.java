package io.github.sherl4j;

/** A file written by a newer format than this version reads. */
public final class TooNewException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public TooNewException(String found, String expected, String where, String remedy) {
    super("too-new", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public TooNewException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("too-new", found, expected, where, remedy, cause);
  }
}
