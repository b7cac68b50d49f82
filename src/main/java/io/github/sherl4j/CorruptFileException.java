package io.github.sherl4j;

/** A file that is damaged or lies about itself: a wrong checksum, length, offset or structure. */
public final class CorruptFileException extends SherlException {

  /** See {@link SherlException} for the four parts. */
  public CorruptFileException(String found, String expected, String where, String remedy) {
    super("corrupt", found, expected, where, remedy);
  }

  /** The same, with the exception that revealed it. */
  public CorruptFileException(
      String found, String expected, String where, String remedy, Throwable cause) {
    super("corrupt", found, expected, where, remedy, cause);
  }
}
