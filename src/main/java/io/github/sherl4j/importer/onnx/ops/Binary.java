package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * An elementwise operator of two operands in all its forms.
 *
 * @param whole on dimensions; null where it cannot be decided
 * @param real on numbers
 * @param emit on two variables
 * @param right on a variable and a known scalar; null if there is no such form
 * @param left on a variable and a known scalar that is the first operand; null if there is none
 */
record Binary(
    BinaryOperator<Dim> whole,
    DoubleBinaryOperator real,
    BinaryOperator<SDVariable> emit,
    BiFunction<SDVariable, Double, SDVariable> right,
    BiFunction<SDVariable, Double, SDVariable> left) {

  /** Maps a node whose result has the type of its operands. */
  void map(OpContext op) {
    map(op, op.operand(0).dtype());
  }

  /** Maps a node. */
  void map(OpContext op, DataType result) {
    Operand a = op.operand(0);
    Operand b = op.operand(1);
    if (a.dtype() != b.dtype()) {
      throw op.corrupt("operands of " + a.dtype() + " and " + b.dtype(), "operands of one type");
    }
    Shape shape = a.shape().broadcast(b.shape());
    if (!folds(op, a, b, shape, result)) {
      op.result(emit(op, a, b, shape), result, shape);
    }
  }

  private boolean folds(OpContext op, Operand a, Operand b, Shape shape, DataType result) {
    if (!a.isFoldable() || !b.isFoldable() || !shape.isKnown()) {
      return false;
    }
    int size = op.foldable(shape.size());
    Optional<Elements> elements =
        Fold.binary(
            a.elements().orElseThrow(),
            b.elements().orElseThrow(),
            Fold.broadcast(a.shape(), shape, size),
            Fold.broadcast(b.shape(), shape, size),
            whole,
            real,
            result);
    elements.ifPresent(e -> op.folded(result, shape, e));
    return elements.isPresent();
  }

  private SDVariable emit(OpContext op, Operand a, Operand b, Shape shape) {
    if (right != null && isScalar(b) && shape.equals(a.shape())) {
      return right.apply(op.variable(0), b.number().orElseThrow());
    }
    if (left != null && isScalar(a) && shape.equals(b.shape())) {
      return left.apply(op.variable(1), a.number().orElseThrow());
    }
    return emit.apply(op.variable(0), op.variable(1));
  }

  private static boolean isScalar(Operand o) {
    return o.isFoldable() && o.number().isPresent() && Double.isFinite(o.number().orElseThrow());
  }
}
