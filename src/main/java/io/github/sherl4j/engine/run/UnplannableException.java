package io.github.sherl4j.engine.run;

/** A graph that cannot be compiled for given shapes; the session runs it instead. */
final class UnplannableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnplannableException(String reason) {
    super(reason);
  }

  UnplannableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
