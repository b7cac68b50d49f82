package io.github.sherl4j.importer.shape;

/**
 * An unknown in a {@link Dim}: a dynamic dimension of an input, or a quotient that does not
 * simplify.
 *
 * @param name of the dynamic dimension; null for a quotient
 * @param dividend null for a dynamic dimension
 * @param divisor null for a dynamic dimension
 */
public record Atom(String name, Dim dividend, Dim divisor) {

  /** Whether it is a dynamic dimension of an input. */
  public boolean isSymbol() {
    return name != null;
  }

  @Override
  public String toString() {
    return isSymbol() ? name : "⌊(" + dividend + ")/(" + divisor + ")⌋";
  }
}
