package io.github.sherl4j;

import java.util.Objects;

/**
 * Everything that SHERL4J refuses, and why: what was found, what was expected, where, and what to
 * do about it. The command line prints it as one line, or as {@code {error:{kind, found, expected,
 * where, remedy}}} with {@code --json}.
 *
 * <p>The family is small on purpose; catch a subclass to react to one case. Immutable.
 */
public abstract sealed class SherlException extends RuntimeException
    permits BadInputException,
        CorruptFileException,
        DivergedException,
        MismatchException,
        NoMatchException,
        RefusedException,
        TooNewException,
        TooOldException,
        UnsupportedOpException {

  private final String kind;
  private final String found;
  private final String expected;
  private final String where;
  private final String remedy;

  SherlException(String kind, String found, String expected, String where, String remedy) {
    this(kind, found, expected, where, remedy, null);
  }

  SherlException(
      String kind, String found, String expected, String where, String remedy, Throwable cause) {
    super(where + ": found " + found + ", expected " + expected + "; " + oneLine(remedy), cause);
    this.kind = Objects.requireNonNull(kind);
    this.found = Objects.requireNonNull(found);
    this.expected = Objects.requireNonNull(expected);
    this.where = Objects.requireNonNull(where);
    this.remedy = Objects.requireNonNull(remedy);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }

  /** A stable word for the sort of refusal, such as {@code bad-input} or {@code mismatch}. */
  public final String kind() {
    return kind;
  }

  /** What was there. */
  public final String found() {
    return found;
  }

  /** What would have been right. */
  public final String expected() {
    return expected;
  }

  /** The file, line, tensor, option or batch it is about. */
  public final String where() {
    return where;
  }

  /** What to do next. */
  public final String remedy() {
    return remedy;
  }

  /** The process exit code: 1 a negative result, 2 bad input or usage, 3 refused. */
  public int exitCode() {
    return 2;
  }
}
