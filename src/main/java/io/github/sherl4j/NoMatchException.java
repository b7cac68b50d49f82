package io.github.sherl4j;

/** A name, pattern or index that matches nothing; the remedy lists the nearest names. */
public final class NoMatchException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public NoMatchException(String found, String expected, String where, String remedy) {
    super("no-match", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public NoMatchException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("no-match", found, expected, where, remedy, cause);
  }
}
