package io.github.sherl4j;

/**
 * Training met NaN or infinity in its inputs, loss or gradients; {@link #where()} names the batch.
 */
public final class DivergedException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public DivergedException(String found, String expected, String where, String remedy) {
    super("diverged", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public DivergedException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("diverged", found, expected, where, remedy, cause);
  }

  @Override
  public int exitCode() {
    return 1;
  }
}
