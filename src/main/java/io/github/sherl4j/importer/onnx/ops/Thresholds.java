package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Activation functions with a bend, in forms that take every parameter. */
public final class Thresholds extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Thresholds() {
    entry("Elu", op -> emit(op, x -> SafeOps.elu(op.graph(), x, real(op, "alpha", 1), 1)));
    entry("Celu", op -> celu(op, real(op, "alpha", 1)));
    entry("Selu", Thresholds::selu);
    entry("ThresholdedRelu", op -> emit(op, x -> above(op.graph(), x, real(op, "alpha", 1))));
    entry("Shrink", op -> emit(op, x -> shrink(op, x)));
    entry("PRelu", Thresholds::prelu);
    entry("Hardmax", Thresholds::hardmax);
  }

  private static void emit(OpContext op, UnaryOperator<SDVariable> emit) {
    Operand a = op.operand(0);
    op.result(emit.apply(op.variable(0)), a.dtype(), a.shape());
  }

  private static double real(OpContext op, String name, double otherwise) {
    return op.attributes().real(name, otherwise);
  }

  private static void celu(OpContext op, double alpha) {
    emit(op, x -> SafeOps.elu(op.graph(), x, alpha, 1 / alpha));
  }

  private static void selu(OpContext op) {
    double alpha = real(op, "alpha", 1.6732632f);
    double gamma = real(op, "gamma", 1.050701f);
    emit(op, x -> SafeOps.elu(op.graph(), x, alpha, 1).mul(gamma));
  }

  private static SDVariable above(SameDiff sd, SDVariable x, double bound) {
    return x.mul(sd.gt(x, bound).castTo(x.dataType()));
  }

  private static SDVariable shrink(OpContext op, SDVariable x) {
    double bias = real(op, "bias", 0);
    double bound = real(op, "lambd", 0.5);
    SameDiff sd = op.graph();
    SDVariable low = x.add(bias).mul(sd.lt(x, -bound).castTo(x.dataType()));
    return low.add(x.sub(bias).mul(sd.gt(x, bound).castTo(x.dataType())));
  }

  /** The slope is broadcast to the operand, from the right. */
  private static void prelu(OpContext op) {
    Operand a = op.operand(0);
    SameDiff sd = op.graph();
    SDVariable x = op.variable(0);
    SDVariable negative = sd.nn.relu(x.neg(), 0).neg();
    Shape shape = a.shape().broadcast(op.operand(1).shape());
    op.result(sd.nn.relu(x, 0).add(negative.mul(op.variable(1))), a.dtype(), shape);
  }

  /** One at the first of the largest, by way of its place. */
  private static void hardmax(OpContext op) {
    Operand a = op.operand(0);
    boolean one = op.version() >= 13;
    int axis = op.axis(op.attributes().integer("axis", one ? -1 : 1), a.rank());
    if (!one && axis < a.rank() - 1) {
      Shape rows =
          new Shape(List.of(a.shape().product(0, axis), a.shape().product(axis, a.rank())));
      SDVariable flat = largest(op, op.reshape(op.variable(0), rows), rows, 1);
      op.result(op.reshape(flat, a.shape()), a.dtype(), a.shape());
      return;
    }
    op.result(largest(op, op.variable(0), a.shape(), axis), a.dtype(), a.shape());
  }

  private static SDVariable largest(OpContext op, SDVariable x, Shape shape, int axis) {
    SameDiff sd = op.graph();
    SDVariable at = sd.argmax(x, true, axis).castTo(DataType.INT64);
    long[] wide = new long[shape.rank()];
    Arrays.fill(wide, 1);
    wide[axis] = -1;
    SDVariable places = sd.reshape(Fillings.counted(op, shape.dim(axis)), wide);
    return sd.eq(places, at).castTo(x.dataType());
  }
}
