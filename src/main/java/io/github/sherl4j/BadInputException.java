package io.github.sherl4j;

/** A file, an option, a row or a value that cannot be what was asked for; nothing was changed. */
public final class BadInputException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public BadInputException(String found, String expected, String where, String remedy) {
    super("bad-input", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public BadInputException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("bad-input", found, expected, where, remedy, cause);
  }
}
