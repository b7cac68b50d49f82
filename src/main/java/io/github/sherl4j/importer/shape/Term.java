package io.github.sherl4j.importer.shape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A product in a {@link Dim}: a whole number times unknowns.
 *
 * @param atoms the unknowns, sorted; repeated ones are powers
 * @param factor the number
 */
public record Term(List<Atom> atoms, long factor) {

  private static final int MAX_ATOMS = 32;

  /** Sorts and copies. */
  public Term {
    if (atoms.size() > MAX_ATOMS) {
      throw new ArithmeticException("a product of more than " + MAX_ATOMS + " dimensions");
    }
    atoms = atoms.stream().sorted(Comparator.comparing(Atom::toString)).toList();
  }

  String key() {
    return atoms.stream().map(Atom::toString).collect(Collectors.joining("*"));
  }

  /** The least value of the product of the unknowns. */
  long least() {
    return atoms.stream().allMatch(Atom::isSymbol) ? 1 : 0;
  }

  Term times(Term other) {
    List<Atom> all = new ArrayList<>(atoms);
    all.addAll(other.atoms);
    return new Term(all, Math.multiplyExact(factor, other.factor));
  }

  /** The exact quotient, or null if there is none. */
  Term dividedBy(Term divisor) {
    List<Atom> left = new ArrayList<>(atoms);
    for (Atom a : divisor.atoms) {
      if (!left.remove(a)) {
        return null;
      }
    }
    return factor % divisor.factor == 0 ? new Term(left, factor / divisor.factor) : null;
  }

  @Override
  public String toString() {
    return atoms.isEmpty() ? Long.toString(factor) : (factor == 1 ? "" : factor + "*") + key();
  }
}
