package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;

/** Matrix products. */
public final class MatMuls extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public MatMuls() {
    entry("MatMul", MatMuls::matmul);
    entry("Gemm", MatMuls::gemm);
  }

  private static void matmul(OpContext op) {
    Operand a = op.operand(0);
    Operand b = op.operand(1);
    if (a.rank() == 0 || b.rank() == 0) {
      throw op.corrupt("a scalar", "matrices");
    }
    product(op, op.variable(0), a.shape(), op.variable(1), b.shape(), 1);
  }

  /** Gives the first output alpha times the product of two tensors. */
  static void product(
      OpContext op, SDVariable a, Shape shapeA, SDVariable b, Shape shapeB, double alpha) {
    boolean rowA = shapeA.rank() == 1;
    boolean columnB = shapeB.rank() == 1;
    Shape left = rowA ? Shape.of(1).then(shapeA) : shapeA;
    Shape right = columnB ? shapeB.then(Shape.of(1)) : shapeB;
    Dim inner = left.dim(-1);
    if (inner.isKnown() && right.dim(-2).isKnown() && !inner.equals(right.dim(-2))) {
      throw op.corrupt("shapes " + left + " and " + right, "equal inner dimensions");
    }
    SDVariable x = rowA ? op.reshape(a, left) : a;
    SDVariable y = columnB ? op.reshape(b, right) : b;
    Shape full = left.part(0, left.rank() - 2).broadcast(right.part(0, right.rank() - 2));
    full = full.then(new Shape(List.of(left.dim(-2), right.dim(-1))));
    SDVariable product = product(op, x, left, y, right, full);
    product = alpha == 1 ? product : product.mul(alpha);
    Shape shape = columnB ? full.part(0, full.rank() - 1) : full;
    if (rowA) {
      shape = shape.without(List.of(shape.rank() - (columnB ? 1 : 2)));
    }
    boolean vector = rowA || columnB;
    op.result(vector ? op.reshape(product, shape) : product, op.operand(0).dtype(), shape);
  }

  private static SDVariable product(
      OpContext op, SDVariable x, Shape left, SDVariable y, Shape right, Shape full) {
    if (right.rank() == 2) {
      Optional<SDVariable> flipped =
          y.equals(op.variable(1)) ? op.operand(1).transposeOf() : Optional.empty();
      Shape rows = new Shape(List.of(left.product(0, left.rank() - 1), left.dim(-1)));
      SDVariable flat = left.rank() == 2 ? x : op.reshape(x, rows);
      SDVariable product =
          SafeMatmul.matmul(
              op.graph(),
              flat,
              flipped.orElse(y),
              false,
              flipped.isPresent(),
              isSingle(rows.dim(0), right.dim(1)));
      return left.rank() == 2 ? product : op.reshape(product, full);
    }
    Shape batch = full.part(0, full.rank() - 2);
    SDVariable a = stacked(op, op.operand(0), x, left, batch);
    SDVariable b = stacked(op, op.operand(1), y, right, batch);
    SDVariable product = SafeMatmul.matmul(op.graph(), a, b, false, false, false);
    return batch.rank() <= 2 ? product : op.reshape(product, full);
  }

  /** Whether a product may turn out to be a single number when the model runs. */
  static boolean isSingle(Dim rows, Dim columns) {
    return (!rows.isKnown() || rows.equals(Dim.ONE))
        && (!columns.isKnown() || columns.equals(Dim.ONE));
  }

  /** Matrices for every element of the batch; more than two batch axes become one. */
  private static SDVariable stacked(
      OpContext op, Operand operand, SDVariable x, Shape shape, Shape batch) {
    Shape matrix = shape.part(shape.rank() - 2, shape.rank());
    Shape wide = batch.then(matrix);
    SDVariable v = x;
    if (!shape.part(0, shape.rank() - 2).equals(batch) && isNarrower(shape, batch)) {
      v = Fillings.expanded(op, v, operand.dtype(), wide);
    }
    Shape flat = new Shape(List.of(batch.size())).then(matrix);
    return batch.rank() <= 2 ? v : op.reshape(v, flat);
  }

  private static boolean isNarrower(Shape shape, Shape batch) {
    int own = shape.rank() - 2;
    if (own != batch.rank()) {
      return true;
    }
    for (int i = 0; i < own; i++) {
      if (shape.dim(i).equals(Dim.ONE) && !batch.dim(i).equals(Dim.ONE)) {
        return true;
      }
    }
    return false;
  }

  private static void gemm(OpContext op) {
    Operand a = op.operand(0);
    Operand b = op.operand(1);
    if (a.rank() != 2 || b.rank() != 2) {
      throw op.corrupt("ranks " + a.rank() + " and " + b.rank(), "two matrices");
    }
    boolean flipA = op.attributes().integer("transA", 0) != 0;
    boolean flipB = op.attributes().integer("transB", 0) != 0;
    double alpha = op.attributes().real("alpha", 1);
    double beta = op.attributes().real("beta", 1);
    Dim rows = a.shape().dim(flipA ? 1 : 0);
    Dim columns = b.shape().dim(flipB ? 0 : 1);
    SDVariable y =
        SafeMatmul.matmul(
            op.graph(), op.variable(0), op.variable(1), flipA, flipB, isSingle(rows, columns));
    y = alpha == 1 ? y : y.mul(alpha);
    if (op.has(2)) {
      SDVariable bias = op.variable(2);
      y = y.add(beta == 1 ? bias : bias.mul(beta));
    }
    op.result(y, a.dtype(), new Shape(List.of(rows, columns)));
  }
}
