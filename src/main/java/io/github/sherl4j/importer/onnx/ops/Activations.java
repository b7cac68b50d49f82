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
    entry("Elu", Activations::elu);
    entry("LeakyRelu", op -> emit(op, x -> op.graph().nn.leakyRelu(x, alpha(op, 0.01))));
    entry("Selu", op -> emit(op, op.graph().nn::selu));
    entry("HardSigmoid", op -> emit(op, x -> hardSigmoid(op, x)));
    entry("HardSwish", op -> emit(op, x -> x.mul(clip(op, x.mul(1 / 6.0).add(0.5), 0, 1))));
    entry("Mish", op -> emit(op, x -> mish(op.graph(), x)));
    entry("Clip", Activations::clip);
    entry("Softmax", op -> softmax(op, op.graph().nn::softmax));
    entry("LogSoftmax", op -> softmax(op, (x, axis) -> logSoftmax(op.graph(), x, axis)));
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

  private static void elu(OpContext op) {
    if (alpha(op, 1) != 1) {
      throw op.unsupported("alpha " + alpha(op, 1), "alpha 1", "export with alpha=1");
    }
    emit(op, op.graph().nn::elu);
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

  private static void clip(OpContext op) {
    double low = bound(op, "min", 1, -Float.MAX_VALUE);
    double high = bound(op, "max", 2, Float.MAX_VALUE);
    if (!op.operand(0).isFloat()) {
      throw op.unsupported("whole numbers", "floats", "replace it by Min and Max");
    }
    unary(op, a -> Math.max(low, Math.min(high, a)), x -> clip(op, x, low, high));
  }

  private static double bound(OpContext op, String attribute, int operand, double otherwise) {
    if (op.has(operand)) {
      return op.operand(operand)
          .number()
          .orElseThrow(() -> op.unsupported("bounds that are data", "constants", "fix them"));
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

  /** Composed: the native form fails over other axes than the last. */
  private static SDVariable logSoftmax(SameDiff sd, SDVariable x, int axis) {
    SDVariable shifted = x.sub(sd.max(x, true, axis));
    return shifted.sub(sd.math.log(sd.sum(sd.math.exp(shifted), true, axis)));
  }
}
