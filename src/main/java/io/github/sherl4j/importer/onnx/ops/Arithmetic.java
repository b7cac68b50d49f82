package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Sums, products, powers and the elementary functions. */
public final class Arithmetic extends OpTable {

  private static final Binary ADD =
      new Binary(Dim::plus, Double::sum, SDVariable::add, SDVariable::add, SDVariable::add);
  private static final Binary SUB =
      new Binary(Dim::minus, (a, b) -> a - b, SDVariable::sub, SDVariable::sub, SDVariable::rsub);
  private static final Binary MUL =
      new Binary(Dim::times, (a, b) -> a * b, SDVariable::mul, SDVariable::mul, SDVariable::mul);
  private static final Binary DIV =
      new Binary(
          Dim::dividedBy, (a, b) -> a / b, SDVariable::div, SDVariable::div, SDVariable::rdiv);

  /** Division of whole numbers that are data: by way of doubles, which cannot trap. */
  private static final Binary WHOLE_DIV =
      new Binary(Dim::dividedBy, (a, b) -> a / b, SafeOps::truncatedQuotient, null, null);

  /** For {@link java.util.ServiceLoader}. */
  public Arithmetic() {
    entry("Add", ADD::map);
    entry("Sub", SUB::map);
    entry("Mul", MUL::map);
    entry("Div", op -> (op.operand(0).isFloat() ? DIV : WHOLE_DIV).map(op));
    entry("Mod", Arithmetic::mod);
    entry("Pow", Arithmetic::pow);
    entry("Min", op -> extremum(op, -1));
    entry("Max", op -> extremum(op, 1));
    entry("Neg", new Unary(d -> Dim.ZERO.minus(d), a -> -a, SDVariable::neg)::map);
    entry("Abs", op -> unary(op, Math::abs, op.graph().math::abs));
    entry("Sqrt", op -> unary(op, Math::sqrt, op.graph().math::sqrt));
    entry("Exp", op -> unary(op, Math::exp, op.graph().math::exp));
    entry("Log", op -> unary(op, Math::log, op.graph().math::log));
    entry("Reciprocal", op -> unary(op, a -> 1 / a, op.graph().math::reciprocal));
    entry("Erf", op -> unary(op, SafeOps::erf, op.graph().math::erf));
    entry("Floor", op -> unary(op, Math::floor, op.graph().math::floor));
    entry("Ceil", op -> unary(op, Math::ceil, op.graph().math::ceil));
    entry("Round", op -> unary(op, Math::rint, x -> SafeOps.roundHalfEven(op.graph(), x)));
    entry("Sign", op -> unary(op, Math::signum, op.graph().math::sign));
    entry("Sin", op -> unary(op, Math::sin, op.graph().math::sin));
    entry("Cos", op -> unary(op, Math::cos, op.graph().math::cos));
    entry("Sum", Arithmetic::sum);
  }

  private static void unary(
      OpContext op, DoubleUnaryOperator real, UnaryOperator<SDVariable> emit) {
    new Unary(null, real, emit).map(op);
  }

  private static void mod(OpContext op) {
    SameDiff sd = op.graph();
    boolean isFloat = op.operand(0).isFloat();
    if (op.attributes().integer("fmod", 0) == 1) {
      // The remainder with the sign of the dividend, as in C.
      new Binary(
              (a, b) -> a.isKnown() && b.isKnown() ? Dim.of(a.value() % b.value()) : null,
              (a, b) -> a % b,
              (a, b) ->
                  a.sub(
                      isFloat
                          ? b.mul(SafeOps.truncated(sd, a.div(b)))
                          : b.mul(SafeOps.truncatedQuotient(a, b))),
              null,
              null)
          .map(op);
      return;
    }
    new Binary(
            Arithmetic::modulo,
            (a, b) -> a - b * Math.floor(a / b),
            (a, b) ->
                isFloat
                    ? a.sub(b.mul(sd.math.floor(a.div(b))))
                    : a.sub(b.mul(SafeOps.wholeQuotient(sd, a, b))),
            null,
            null)
        .map(op);
  }

  /** The remainder with the sign of the divisor. */
  private static Dim modulo(Dim a, Dim b) {
    return a.isKnown() && b.isKnown() && !b.equals(Dim.ZERO)
        ? Dim.of(Math.floorMod(a.value(), b.value()))
        : a.modulo(b);
  }

  private static void pow(OpContext op) {
    Operand base = op.operand(0);
    Operand exponent = op.operand(1);
    if (base.isFoldable() && exponent.isFoldable()) {
      Operand b = op.operand(1);
      if (base.isFloat()) {
        int size = op.foldable(base.shape().broadcast(b.shape()).size());
        Shape shape = base.shape().broadcast(b.shape());
        op.folded(
            base.dtype(),
            shape,
            Fold.binary(
                    base.elements().orElseThrow(),
                    b.elements().orElseThrow(),
                    Fold.broadcast(base.shape(), shape, size),
                    Fold.broadcast(b.shape(), shape, size),
                    (x, y) -> null,
                    Math::pow,
                    base.dtype())
                .orElseThrow());
        return;
      }
    }
    Shape shape = base.shape().broadcast(exponent.shape());
    SDVariable x = op.variable(0);
    SDVariable power =
        exponent.number().isPresent()
            ? SafeOps.power(op.graph(), x, exponent.number().orElseThrow())
            : op.graph().math.pow(x, op.variable(1).castTo(base.dtype()));
    op.result(power, base.dtype(), shape);
  }

  private static void extremum(OpContext op, int sign) {
    if (op.operandCount() == 1) {
      op.same(op.operand(0));
      return;
    }
    if (op.operandCount() > 2) {
      extremumOfMany(op, sign);
      return;
    }
    BinaryOperator<Dim> whole =
        (a, b) -> {
          OptionalInt order = a.compare(b);
          return order.isEmpty() ? null : order.getAsInt() * sign >= 0 ? a : b;
        };
    boolean isFloat = op.operand(0).isFloat();
    new Binary(
            whole,
            sign > 0 ? Math::max : Math::min,
            (a, b) -> SafeOps.extremum(op.graph(), a, b, sign > 0, sameShape(op), isFloat),
            null,
            null)
        .map(op);
  }

  private static void extremumOfMany(OpContext op, int sign) {
    Operand first = op.operand(0);
    Shape shape = first.shape();
    SDVariable y = op.variable(0);
    for (int i = 1; i < op.operandCount(); i++) {
      Shape other = op.operand(i).shape();
      boolean same = shape.equals(other);
      y = SafeOps.extremum(op.graph(), y, op.variable(i), sign > 0, same, first.isFloat());
      shape = shape.broadcast(other);
    }
    op.result(y, first.dtype(), shape);
  }

  private static boolean sameShape(OpContext op) {
    return op.operand(0).shape().equals(op.operand(1).shape());
  }

  private static void sum(OpContext op) {
    SDVariable sum = op.variable(0);
    Shape shape = op.operand(0).shape();
    for (int i = 1; i < op.operandCount(); i++) {
      sum = sum.add(op.variable(i));
      shape = shape.broadcast(op.operand(i).shape());
    }
    if (op.operandCount() == 1) {
      op.same(op.operand(0));
    } else {
      op.result(sum, op.operand(0).dtype(), shape);
    }
  }
}
