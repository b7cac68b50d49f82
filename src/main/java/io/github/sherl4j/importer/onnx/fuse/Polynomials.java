package io.github.sherl4j.importer.onnx.fuse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sums and products of one tensor and constants, whatever their order. */
final class Polynomials {

  /** Constants of files are floats, printed with seven digits or more. */
  private static final double TOLERANCE = 1e-6;

  private static final int DEPTH = 8;
  private static final int DEGREE = 3;

  private Polynomials() {}

  /** Whether a value is this polynomial of x: coefficients by power, from 0. */
  static boolean is(Value value, Value x, double... coefficients) {
    return of(value, x, DEPTH).filter(c -> near(c, coefficients)).isPresent();
  }

  /** Whether a constant of a file is this number. */
  static boolean near(double found, double wanted) {
    return Math.abs(found - wanted) <= TOLERANCE * Math.abs(wanted);
  }

  private static boolean near(double[] found, double[] wanted) {
    for (int i = 0; i <= DEGREE; i++) {
      if (!near(found[i], i < wanted.length ? wanted[i] : 0)) {
        return false;
      }
    }
    return true;
  }

  /** The tensors that a value is computed from by sums, products and powers, itself first. */
  static Set<Value> within(Value value) {
    Set<Value> found = new LinkedHashSet<>(List.of(value));
    List<Value> last = List.of(value);
    for (int i = 0; i < DEPTH && !last.isEmpty(); i++) {
      List<Value> next = new ArrayList<>();
      for (Value v : last) {
        v.madeBy("Add", "Mul", "Div", "Pow")
            .ifPresent(s -> s.inputs().stream().filter(in -> !in.isKnown()).forEach(next::add));
      }
      next.removeIf(v -> !found.add(v));
      last = next;
    }
    return found;
  }

  private static Optional<double[]> of(Value value, Value x, int depth) {
    if (value.equals(x)) {
      return Optional.of(new double[] {0, 1, 0, 0});
    }
    Optional<Double> number = value.number(x.rank());
    if (number.isPresent()) {
      return Optional.of(new double[] {number.orElseThrow(), 0, 0, 0});
    }
    Optional<Step> maker = value.madeBy("Add", "Mul", "Div", "Pow");
    if (maker.isEmpty() || depth == 0) {
      return Optional.empty();
    }
    Step step = maker.orElseThrow();
    Optional<double[]> a = of(step.inputs().get(0), x, depth - 1);
    Optional<double[]> b = of(step.inputs().get(1), x, depth - 1);
    return a.isEmpty() || b.isEmpty()
        ? Optional.empty()
        : combined(step.type(), a.orElseThrow(), b.orElseThrow());
  }

  private static Optional<double[]> combined(String type, double[] a, double[] b) {
    boolean constant = Arrays.stream(b, 1, b.length).allMatch(c -> c == 0);
    return switch (type) {
      case "Add" -> {
        double[] sum = new double[a.length];
        Arrays.setAll(sum, i -> a[i] + b[i]);
        yield Optional.of(sum);
      }
      case "Mul" -> product(a, b);
      case "Div" ->
          constant && b[0] != 0 ? product(a, new double[] {1 / b[0], 0, 0, 0}) : Optional.empty();
      default -> constant ? power(a, b[0]) : Optional.empty();
    };
  }

  private static Optional<double[]> power(double[] a, double exponent) {
    if (exponent == 2) {
      return product(a, a);
    }
    return exponent == 3 ? product(a, a).flatMap(square -> product(square, a)) : Optional.empty();
  }

  private static Optional<double[]> product(double[] a, double[] b) {
    double[] result = new double[DEGREE + 1];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        double term = a[i] * b[j];
        if (term != 0 && i + j > DEGREE) {
          return Optional.empty();
        }
        if (term != 0) {
          result[i + j] += term;
        }
      }
    }
    return Optional.of(result);
  }
}
