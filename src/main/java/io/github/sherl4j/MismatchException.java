package io.github.sherl4j;

/** Two things that do not belong together, such as an adapter and another backbone. */
public final class MismatchException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public MismatchException(String found, String expected, String where, String remedy) {
    super("mismatch", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public MismatchException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("mismatch", found, expected, where, remedy, cause);
  }
}
