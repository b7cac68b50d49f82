package io.github.sherl4j.importer.shape;

import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A dimension: a whole number, or a polynomial over the dynamic dimensions of the model's inputs.
 *
 * <p>Two dims are equal exactly if their canonical forms are. Arithmetic is exact; overflow and
 * division by zero throw {@link ArithmeticException}. Every symbol stands for a number ≥ 1.
 * Immutable.
 */
public final class Dim {

  /** 1. */
  public static final Dim ONE = new Dim(ImmutableSortedMap.of("", new Term(List.of(), 1)));

  /** 0. */
  public static final Dim ZERO = new Dim(ImmutableSortedMap.of());

  private static final int MAX_TERMS = 64;
  private static final int MAX_TEXT = 4096;

  /** Terms by the canonical text of their atoms; the constant has the empty text. */
  private final ImmutableSortedMap<String, Term> terms;

  private Dim(ImmutableSortedMap<String, Term> terms) {
    this.terms = terms;
  }

  /** A known number. */
  public static Dim of(long value) {
    return value == 0
        ? ZERO
        : value == 1 ? ONE : new Dim(ImmutableSortedMap.of("", new Term(List.of(), value)));
  }

  /** The dynamic dimension of that name; equal names mean equal numbers. */
  public static Dim symbol(String name) {
    boolean plain = name.matches("[A-Za-z0-9_.:-]+");
    return atom(new Atom(plain ? name : "<" + name.replaceAll("[<>]", "_") + ">", null, null));
  }

  private static Dim atom(Atom atom) {
    Term term = new Term(List.of(atom), 1);
    return new Dim(ImmutableSortedMap.of(term.key(), term));
  }

  /** Whether it is a known number. */
  public boolean isKnown() {
    return terms.isEmpty() || (terms.size() == 1 && terms.containsKey(""));
  }

  /**
   * The number.
   *
   * @throws ArithmeticException if it is only known when the model runs
   */
  public long value() {
    if (!isKnown()) {
      throw new ArithmeticException("the dimension " + this + " is not a known number");
    }
    return constant();
  }

  /** The number, or −1 if it is only known when the model runs. */
  public long valueOrDynamic() {
    return isKnown() ? constant() : -1;
  }

  private long constant() {
    Term term = terms.get("");
    return term == null ? 0 : term.factor();
  }

  /** The terms of the sum. */
  public List<Term> terms() {
    return List.copyOf(terms.values());
  }

  /** Sum. */
  public Dim plus(Dim other) {
    if (isKnown() && other.isKnown()) {
      return of(Math.addExact(constant(), other.constant()));
    }
    Map<String, Term> sum = new TreeMap<>(terms);
    other.terms.values().forEach(t -> add(sum, t));
    return of(sum);
  }

  /** Difference. */
  public Dim minus(Dim other) {
    return plus(other.times(of(-1)));
  }

  /** Product. */
  public Dim times(Dim other) {
    if (isKnown() && other.isKnown()) {
      return of(Math.multiplyExact(constant(), other.constant()));
    }
    Map<String, Term> product = new TreeMap<>();
    for (Term a : terms.values()) {
      for (Term b : other.terms.values()) {
        add(product, a.times(b));
      }
    }
    return of(product);
  }

  /**
   * Quotient, rounded down where it is not exact; a quotient that cannot be simplified is a symbol
   * of its own. Known numbers are rounded towards zero, as in C.
   */
  public Dim dividedBy(Dim other) {
    if (other.equals(ZERO)) {
      throw new ArithmeticException("division of " + this + " by zero");
    }
    if (isKnown() && other.isKnown()) {
      return of(value() / other.value());
    }
    if (equals(other)) {
      return ONE;
    }
    if (other.terms.size() == 1) {
      Dim exact = exactly(other.terms.values().iterator().next());
      if (exact != null) {
        return exact;
      }
    }
    Dim common = factor(other);
    return common != null ? common : atom(new Atom(null, this, other));
  }

  /** The single term that this is a multiple of {@code other} by; null if there is none. */
  private Dim factor(Dim other) {
    if (terms.isEmpty() || other.terms.size() != terms.size()) {
      return null;
    }
    Term first = terms.values().iterator().next();
    for (Term t : other.terms.values()) {
      Term q = first.dividedBy(t);
      if (q != null) {
        Dim quotient = new Dim(ImmutableSortedMap.of(q.key(), q));
        if (quotient.times(other).equals(this)) {
          return quotient;
        }
      }
    }
    return null;
  }

  private Dim exactly(Term divisor) {
    Map<String, Term> quotient = new TreeMap<>();
    for (Term t : terms.values()) {
      Term q = t.dividedBy(divisor);
      if (q == null) {
        return null;
      }
      add(quotient, q);
    }
    return of(quotient);
  }

  /** Remainder of {@link #dividedBy}. */
  public Dim modulo(Dim other) {
    return minus(dividedBy(other).times(other));
  }

  /** The sign of {@code this − other}, where all values of the symbols agree on it. */
  public OptionalInt compare(Dim other) {
    if (isKnown() && other.isKnown()) {
      return OptionalInt.of(Long.compare(constant(), other.constant()));
    }
    Dim d = minus(other);
    if (d.equals(ZERO)) {
      return OptionalInt.of(0);
    }
    if (d.isAtLeast(1)) {
      return OptionalInt.of(1);
    }
    return other.minus(this).isAtLeast(1) ? OptionalInt.of(-1) : OptionalInt.empty();
  }

  /** Whether it is at least {@code bound} whatever the symbols are. */
  public boolean isAtLeast(long bound) {
    long least = 0;
    for (Term t : terms.values()) {
      if (t.factor() < 0 && !t.atoms().isEmpty()) {
        return false;
      }
      least = Math.addExact(least, Math.multiplyExact(t.factor(), t.least()));
    }
    return least >= bound;
  }

  private static void add(Map<String, Term> sum, Term term) {
    sum.merge(
        term.key(), term, (a, b) -> new Term(a.atoms(), Math.addExact(a.factor(), b.factor())));
  }

  private static Dim of(Map<String, Term> sum) {
    sum.values().removeIf(t -> t.factor() == 0);
    if (sum.size() > MAX_TERMS) {
      throw new ArithmeticException("a dimension of more than " + MAX_TERMS + " terms");
    }
    if (sum.isEmpty()) {
      return ZERO;
    }
    if (sum.size() == 1 && sum.containsKey("")) {
      return of(sum.get("").factor());
    }
    if (sum.keySet().stream().mapToInt(String::length).sum() > MAX_TEXT) {
      throw new ArithmeticException("a dimension of more than " + MAX_TEXT + " characters");
    }
    return new Dim(ImmutableSortedMap.copyOf(sum));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Dim d && terms.equals(d.terms);
  }

  @Override
  public int hashCode() {
    return terms.hashCode();
  }

  @Override
  public String toString() {
    if (terms.isEmpty()) {
      return "0";
    }
    List<String> parts = new ArrayList<>();
    terms.values().forEach(t -> parts.add(t.toString()));
    return String.join("+", parts);
  }
}
