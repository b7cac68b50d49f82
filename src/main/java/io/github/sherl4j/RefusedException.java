package io.github.sherl4j;

/** Something possible in principle that this machine or budget does not allow. */
public final class RefusedException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public RefusedException(String found, String expected, String where, String remedy) {
    super("refused", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public RefusedException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("refused", found, expected, where, remedy, cause);
  }

  @Override
  public int exitCode() {
    return 3;
  }
}
