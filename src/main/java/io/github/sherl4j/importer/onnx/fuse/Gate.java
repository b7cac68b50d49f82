package io.github.sherl4j.importer.onnx.fuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * x·(f(u) + 1)/2, its factors in any order, where u is a polynomial of x.
 *
 * @param x the tensor
 * @param argument u
 */
record Gate(Value x, Value argument) {

  private static final int DEPTH = 4;

  /**
   * @param function operator type of f
   * @param coefficients of u by powers of x, from 0
   */
  static Optional<Value> of(Step root, String function, double... coefficients) {
    for (Value factor : Factors.of(root, null).values) {
      Optional<Value> argument = opened(factor, function).map(f -> f.inputs().get(0));
      if (argument.isPresent()) {
        for (Value x : Polynomials.within(argument.orElseThrow())) {
          if (Polynomials.is(argument.orElseThrow(), x, coefficients)
              && x.dtype().isFPType()
              && isGate(root, x, factor)) {
            return Optional.of(x);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The f of f(u) + 1. */
  private static Optional<Step> opened(Value sum, String function) {
    Optional<Step> add = sum.madeBy("Add");
    for (Value f : add.map(Step::inputs).orElse(List.of())) {
      Optional<Double> one = add.orElseThrow().other(f).flatMap(o -> o.number(f.rank()));
      if (one.equals(Optional.of(1.0)) && f.madeBy(function).isPresent()) {
        return f.madeBy(function);
      }
    }
    return Optional.empty();
  }

  private static boolean isGate(Step root, Value x, Value opened) {
    Factors factors = Factors.of(root, x);
    return Polynomials.near(factors.constant, 0.5)
        && factors.values.size() == 2
        && factors.values.contains(x)
        && factors.values.contains(opened);
  }

  /** What a step multiplies, down to a tensor that is not looked into. */
  private static final class Factors {
    private final List<Value> values = new ArrayList<>();
    private final Value whole;
    private double constant = 1;

    private Factors(Value whole) {
      this.whole = whole;
    }

    static Factors of(Step root, Value whole) {
      Factors factors = new Factors(whole);
      if (root.is("Mul", "Div")) {
        factors.add(root, DEPTH);
      }
      return factors;
    }

    private void add(Step step, int depth) {
      Value first = step.inputs().get(0);
      Value second = step.inputs().get(1);
      add(first, second.rank(), depth);
      if (step.is("Mul")) {
        add(second, first.rank(), depth);
      } else {
        constant /= second.number(first.rank()).orElse(0.0);
      }
    }

    private void add(Value value, int rank, int depth) {
      Optional<Double> number = value.number(rank);
      Optional<Step> product = value.madeBy("Mul", "Div");
      if (number.isPresent()) {
        constant *= number.orElseThrow();
      } else if (product.isPresent() && depth > 0 && !value.equals(whole)) {
        add(product.orElseThrow(), depth - 1);
      } else {
        values.add(value);
      }
    }
  }
}
