package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Shape;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Trigonometric and hyperbolic functions, means, and tests of numbers. */
public final class Elementary extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Elementary() {
    entry("Tan", op -> unary(op, Math::tan, op.graph().math::tan));
    entry("Asin", op -> unary(op, Math::asin, op.graph().math::asin));
    entry("Acos", op -> unary(op, Math::acos, op.graph().math::acos));
    entry("Atan", op -> unary(op, Math::atan, op.graph().math::atan));
    entry("Sinh", op -> unary(op, Math::sinh, op.graph().math::sinh));
    entry("Cosh", op -> unary(op, Math::cosh, op.graph().math::cosh));
    entry("Asinh", op -> unary(op, Elementary::asinh, x -> SafeOps.asinh(op.graph(), x)));
    entry("Acosh", op -> unary(op, Elementary::acosh, x -> SafeOps.acosh(op.graph(), x)));
    entry("Atanh", op -> unary(op, Elementary::atanh, x -> SafeOps.atanh(op.graph(), x)));
    entry("Mean", Elementary::mean);
    entry("IsNaN", op -> test(op, op.graph().math::isNaN));
    entry("IsInf", Elementary::isInf);
  }

  private static void unary(
      OpContext op, DoubleUnaryOperator real, UnaryOperator<SDVariable> emit) {
    new Unary(null, real, emit).map(op);
  }

  private static double asinh(double x) {
    return Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
  }

  private static double acosh(double x) {
    return Math.log(x + Math.sqrt(x * x - 1));
  }

  private static double atanh(double x) {
    return 0.5 * Math.log((1 + x) / (1 - x));
  }

  private static void mean(OpContext op) {
    SDVariable sum = op.variable(0);
    Shape shape = op.operand(0).shape();
    for (int i = 1; i < op.operandCount(); i++) {
      sum = sum.add(op.variable(i));
      shape = shape.broadcast(op.operand(i).shape());
    }
    op.result(sum.mul(1.0 / op.operandCount()), op.operand(0).dtype(), shape);
  }

  private static void test(OpContext op, UnaryOperator<SDVariable> emit) {
    op.result(emit.apply(op.variable(0)), DataType.BOOL, op.operand(0).shape());
  }

  /** By comparison with the largest finite numbers, which tells the signs apart. */
  private static void isInf(OpContext op) {
    Operand a = op.operand(0);
    SameDiff sd = op.graph();
    double largest = a.dtype() == DataType.DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    boolean up = op.attributes().integer("detect_positive", 1) == 1;
    boolean down = op.attributes().integer("detect_negative", 1) == 1;
    test(
        op,
        x ->
            up && down
                ? sd.gt(sd.math.abs(x), largest)
                : up
                    ? sd.gt(x, largest)
                    : down ? sd.lt(x, -largest) : sd.neq(x, x).castTo(DataType.BOOL));
  }
}
