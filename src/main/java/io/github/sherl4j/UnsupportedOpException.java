package io.github.sherl4j;

/** A model with operators that nothing on the class path maps; all of them are listed. */
public final class UnsupportedOpException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public UnsupportedOpException(String found, String expected, String where, String remedy) {
    super("unsupported-op", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public UnsupportedOpException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("unsupported-op", found, expected, where, remedy, cause);
  }
}
