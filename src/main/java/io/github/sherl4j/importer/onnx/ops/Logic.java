package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Comparisons, truth tables and the choice between two tensors. */
public final class Logic extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Logic() {
    entry("Equal", op -> compare(op, c -> c == 0, SameDiff::eq, SameDiff::eq));
    entry("Less", op -> compare(op, c -> c < 0, SameDiff::lt, SameDiff::lt));
    entry("LessOrEqual", op -> compare(op, c -> c <= 0, SameDiff::lte, SameDiff::lte));
    entry("Greater", op -> compare(op, c -> c > 0, SameDiff::gt, SameDiff::gt));
    entry("GreaterOrEqual", op -> compare(op, c -> c >= 0, SameDiff::gte, SameDiff::gte));
    entry("And", op -> truth(op, (a, b) -> a & b, (sd, a, b) -> SafeOps.and(sd, a, b)));
    entry("Or", op -> truth(op, (a, b) -> a | b, (sd, a, b) -> SafeOps.or(sd, a, b)));
    entry("Xor", op -> truth(op, (a, b) -> a ^ b, (sd, a, b) -> SafeOps.xor(sd, a, b)));
    entry("Not", Logic::not);
    entry("Where", Logic::where);
  }

  private interface OnVariables {
    SDVariable apply(SameDiff sd, SDVariable a, SDVariable b);
  }

  private interface OnScalar {
    SDVariable apply(SameDiff sd, SDVariable a, double b);
  }

  private interface Bits {
    long apply(long a, long b);
  }

  private static void compare(OpContext op, IntPredicate holds, OnVariables emit, OnScalar scalar) {
    SameDiff sd = op.graph();
    BinaryOperator<Dim> whole =
        (a, b) ->
            a.compare(b).isEmpty()
                ? null
                : holds.test(a.compare(b).getAsInt()) ? Dim.ONE : Dim.ZERO;
    boolean bool = op.operand(0).dtype() == DataType.BOOL;
    BiFunction<SDVariable, Double, SDVariable> right =
        bool ? null : (a, b) -> scalar.apply(sd, a, b);
    new Binary(
            whole,
            (a, b) -> holds.test(Double.compare(a + 0.0, b + 0.0)) ? 1 : 0,
            (a, b) ->
                bool
                    ? emit.apply(sd, a.castTo(DataType.INT32), b.castTo(DataType.INT32))
                    : emit.apply(sd, a, b),
            right,
            null)
        .map(op, DataType.BOOL);
  }

  private static void truth(OpContext op, Bits bits, OnVariables emit) {
    new Binary(
            (a, b) -> Dim.of(bits.apply(a.value(), b.value())),
            (a, b) -> bits.apply((long) a, (long) b),
            (a, b) -> emit.apply(op.graph(), a, b),
            null,
            null)
        .map(op, DataType.BOOL);
  }

  private static void not(OpContext op) {
    Operand a = op.operand(0);
    if (a.isFoldable()) {
      Elements e = a.elements().orElseThrow();
      op.folded(a.dtype(), a.shape(), Elements.ofDims(e.size(), i -> Dim.ONE.minus(e.dim(i))));
    } else {
      op.result(SafeOps.not(op.graph(), op.variable(0)), DataType.BOOL, a.shape());
    }
  }

  private static void where(OpContext op) {
    Operand condition = op.operand(0);
    Operand yes = op.operand(1);
    Operand no = op.operand(2);
    Shape shape = condition.shape().broadcast(yes.shape()).broadcast(no.shape());
    if (condition.isFoldable() && yes.isFoldable() && no.isFoldable() && shape.isKnown()) {
      int size = op.foldable(shape.size());
      Elements c = condition.elements().orElseThrow();
      int[] placesC = Fold.broadcast(condition.shape(), shape, size);
      int[] places = new int[size];
      int[] placesYes = Fold.broadcast(yes.shape(), shape, size);
      int[] placesNo = Fold.broadcast(no.shape(), shape, size);
      int offset = yes.elements().orElseThrow().size();
      for (int i = 0; i < size; i++) {
        places[i] = c.number(placesC[i]) != 0 ? placesYes[i] : placesNo[i] + offset;
      }
      Elements both = yes.elements().orElseThrow().then(no.elements().orElseThrow());
      op.folded(yes.dtype(), shape, both.pick(places));
      return;
    }
    SDVariable chosen =
        SafeOps.where(op.graph(), op.variable(0), op.variable(1), op.variable(2), yes.dtype());
    op.result(chosen, yes.dtype(), shape);
  }
}
