package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Shape;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Activation functions and softmax. */
public final class Activations extends OpTable {

  /** First version in which softmax is over one axis instead of all that follow it. */
  private static final int ONE_AXIS = 13;

  /** For {@link java.util.ServiceLoader}. */
  public Activations() {
    entry("Relu", op -> unary(op, a -> Math.max(a, 0), x -> op.graph().nn.relu(x, 0)));
    entry("Tanh", op -> unary(op, Math::tanh, op.graph().math::tanh));
    entry("Sigmoid", op -> unary(op, a -> 1 / (1 + Math.exp(-a)), op.graph().nn::sigmoid));
    entry("Softplus", op -> emit(op, op.graph().nn::softplus));
    entry("Softsign", op -> emit(op, op.graph().nn::softsign));
    entry("Gelu", Activations::gelu);
    entry("LeakyRelu", op -> emit(op, x -> op.graph().nn.leakyRelu(x, alpha(op, 0.01))));
    entry("HardSigmoid", op -> emit(op, x -> hardSigmoid(op, x)));
    entry("HardSwish", op -> emit(op, x -> x.mul(clip(op, x.mul(1 / 6.0).add(0.5), 0, 1))));
    entry("Mish", op -> emit(op, x -> mish(op.graph(), x)));
    entry("Clip", Activations::clip);
    entry("Softmax", op -> softmax(op, op.graph().nn::softmax));
    entry("LogSoftmax", op -> softmax(op, (x, axis) -> SafeOps.logSoftmax(op.graph(), x, axis)));
  }

  private interface OverAxis {
    SDVariable apply(SDVariable x, int axis);
  }

  private static void unary(
      OpContext op, DoubleUnaryOperator real, UnaryOperator<SDVariable> emit) {
    new Unary(null, real, emit).map(op);
  }

  private static void emit(OpContext op, UnaryOperator<SDVariable> emit) {
    Operand a = op.operand(0);
    op.result(emit.apply(op.variable(0)), a.dtype(), a.shape());
  }

  private static double alpha(OpContext op, double otherwise) {
    return op.attributes().real("alpha", otherwise);
  }

  private static void gelu(OpContext op) {
    String form = op.attributes().text("approximate", "none");
    SameDiff sd = op.graph();
    emit(op, x -> form.equals("tanh") ? SafeOps.geluTanh(sd, x) : SafeOps.gelu(sd, x));
  }

  private static SDVariable hardSigmoid(OpContext op, SDVariable x) {
    return clip(op, x.mul(alpha(op, 0.2)).add(op.attributes().real("beta", 0.5)), 0, 1);
  }

  private static SDVariable mish(SameDiff sd, SDVariable x) {
    return x.mul(sd.math.tanh(sd.nn.softplus(x)));
  }

  private static SDVariable clip(OpContext op, SDVariable x, double low, double high) {
    return op.graph().math.clipByValue(x, low, high);
  }

  /** Bounds that are data, and whole numbers, by way of the larger and the smaller of two. */
  private static void clip(OpContext op) {
    Operand a = op.operand(0);
    if (a.isFloat() && isNumber(op, 1) && isNumber(op, 2)) {
      double low = bound(op, "min", 1, -Float.MAX_VALUE);
      double high = bound(op, "max", 2, Float.MAX_VALUE);
      unary(op, v -> Math.max(low, Math.min(high, v)), x -> clip(op, x, low, high));
      return;
    }
    SameDiff sd = op.graph();
    SDVariable y = op.variable(0);
    for (int i = 1; i <= 2; i++) {
      y = op.has(i) ? SafeOps.extremum(sd, y, op.variable(i), i == 1, false, a.isFloat()) : y;
    }
    if (y.equals(op.variable(0))) {
      op.same(a);
    } else {
      op.result(y, a.dtype(), a.shape());
    }
  }

  private static boolean isNumber(OpContext op, int operand) {
    return !op.has(operand) || op.operand(operand).number().isPresent();
  }

  private static double bound(OpContext op, String attribute, int operand, double otherwise) {
    if (op.has(operand)) {
      return op.operand(operand).number().orElseThrow();
    }
    return op.attributes().real(attribute, otherwise);
  }

  private static void softmax(OpContext op, OverAxis emit) {
    Operand a = op.operand(0);
    boolean one = op.version() >= ONE_AXIS;
    int axis = op.axis(op.attributes().integer("axis", one ? -1 : 1), a.rank());
    if (one || axis == a.rank() - 1) {
      op.result(emit.apply(op.variable(0), axis), a.dtype(), a.shape());
      return;
    }
    Shape flat = new Shape(List.of(a.shape().product(0, axis), a.shape().product(axis, a.rank())));
    SDVariable y = emit.apply(op.reshape(op.variable(0), flat), 1);
    op.result(op.reshape(y, a.shape()), a.dtype(), a.shape());
  }
}
