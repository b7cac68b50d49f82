package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * An elementwise operator of one operand.
 *
 * @param whole on dimensions; null if there is no such form
 * @param real on numbers
 * @param emit on a variable
 */
record Unary(UnaryOperator<Dim> whole, DoubleUnaryOperator real, UnaryOperator<SDVariable> emit) {

  void map(OpContext op) {
    Operand a = op.operand(0);
    if (a.isFoldable() && a.isFloat()) {
      op.folded(a.dtype(), a.shape(), Fold.unary(a.elements().orElseThrow(), real, a.dtype()));
    } else if (a.isFoldable() && whole != null) {
      op.folded(
          a.dtype(),
          a.shape(),
          Elements.ofDims(a.elements().orElseThrow().dims().stream().map(whole).toList()));
    } else {
      op.result(emit.apply(op.variable(0)), a.dtype(), a.shape());
    }
  }
}
