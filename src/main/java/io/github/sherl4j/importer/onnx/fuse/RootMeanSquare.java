package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.importer.shape.Dim;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * v / √(mean(v²) + epsilon) over the last axis, in the ways in which it is written.
 *
 * @param value v
 * @param width size of the last axis
 * @param epsilon added to the mean
 */
record RootMeanSquare(Value value, long width, double epsilon) {

  /** What a quotient, or a product with an inverse, divides by its own root mean square. */
  static Optional<RootMeanSquare> of(Step root) {
    if (root.is("Div")) {
      Value v = root.inputs().get(0);
      return root(root.inputs().get(1)).flatMap(safe -> of(v, safe));
    }
    if (root.is("Mul")) {
      for (Value v : root.inputs()) {
        Optional<RootMeanSquare> found =
            root.other(v).flatMap(RootMeanSquare::inverse).flatMap(safe -> of(v, safe));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** The x whose mean over its last axis this is. */
  static Optional<Value> meanOf(Value mean) {
    return mean.madeBy("ReduceMean")
        .filter(RootMeanSquare::overLastAxis)
        .map(s -> s.inputs().get(0));
  }

  private static boolean overLastAxis(Step mean) {
    Value x = mean.inputs().get(0);
    Optional<List<Long>> listed = mean.attribute("axes");
    if (listed.isEmpty() && mean.inputs().size() == 2) {
      listed = mean.inputs().get(1).integers().map(RootMeanSquare::list);
    }
    boolean keeps = mean.attribute("keepdims").map(k -> k.equals(List.of(1L))).orElse(true);
    List<Long> axes = listed.orElse(List.of());
    return keeps
        && x.rank() > 0
        && axes.size() == 1
        && (axes.get(0) == -1 || axes.get(0) == x.rank() - 1);
  }

  private static List<Long> list(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static Optional<RootMeanSquare> of(Value v, Value safe) {
    if (!v.isWideFloat() || v.rank() == 0 || safe.madeBy("Add").isEmpty()) {
      return Optional.empty();
    }
    Dim width = v.shape().dim(-1);
    Step sum = safe.madeBy("Add").orElseThrow();
    for (Value mean : sum.inputs()) {
      Optional<Double> epsilon = sum.other(mean).flatMap(e -> e.number(v.rank()));
      boolean squares = meanOf(mean).filter(s -> isSquare(s, v)).isPresent();
      if (squares && epsilon.filter(e -> e >= 0).isPresent() && width.isAtLeast(1)) {
        return width.isKnown()
            ? Optional.of(new RootMeanSquare(v, width.value(), epsilon.orElseThrow()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isSquare(Value square, Value v) {
    Optional<Step> maker = square.madeBy("Mul", "Pow");
    if (maker.isEmpty() || !maker.orElseThrow().inputs().get(0).equals(v)) {
      return false;
    }
    Value second = maker.orElseThrow().inputs().get(1);
    return maker.orElseThrow().is("Mul")
        ? second.equals(v)
        : second.number(v.rank()).equals(Optional.of(2.0));
  }

  /** What a value is the square root of. */
  private static Optional<Value> root(Value value) {
    return value
        .madeBy("Sqrt")
        .or(() -> value.madeBy("Pow").filter(s -> exponent(s) == 0.5))
        .map(s -> s.inputs().get(0));
  }

  /** What a value is one over the square root of. */
  private static Optional<Value> inverse(Value value) {
    Optional<Value> power =
        value.madeBy("Pow").filter(s -> exponent(s) == -0.5).map(s -> s.inputs().get(0));
    Optional<Value> root = value.madeBy("Reciprocal").map(s -> s.inputs().get(0));
    Optional<Value> quotient =
        value
            .madeBy("Div")
            .filter(s -> s.inputs().get(0).number(value.rank()).equals(Optional.of(1.0)))
            .map(s -> s.inputs().get(1));
    return power.or(() -> root.or(() -> quotient).flatMap(RootMeanSquare::root));
  }

  private static double exponent(Step power) {
    Value base = power.inputs().get(0);
    return power.inputs().get(1).number(base.rank()).orElse(Double.NaN);
  }
}
