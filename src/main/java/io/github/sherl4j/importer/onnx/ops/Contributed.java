package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeNorms;
import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Operators of ONNX Runtime's own that its optimiser puts into transformers. */
public final class Contributed extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Contributed() {
    entry("FusedMatMul", Contributed::matmul);
    entry("Gelu", op -> gelu(op, false));
    entry("FastGelu", op -> gelu(op, true));
    entry("BiasGelu", op -> gelu(op, false));
    entry("QuickGelu", Contributed::quickGelu);
    entry("SkipLayerNormalization", op -> skip(op, true));
    entry("SkipSimplifiedLayerNormalization", op -> skip(op, false));
    entry("EmbedLayerNormalization", Contributed::embed);
    entry("Attention", Attention::map);
  }

  @Override
  public String domain() {
    return "com.microsoft";
  }

  private static void gelu(OpContext op, boolean tanh) {
    Operand a = op.operand(0);
    SDVariable x = op.has(1) ? op.variable(0).add(op.variable(1)) : op.variable(0);
    SameDiff sd = op.graph();
    op.result(tanh ? SafeOps.geluTanh(sd, x) : SafeOps.gelu(sd, x), a.dtype(), a.shape());
  }

  private static void quickGelu(OpContext op) {
    Operand a = op.operand(0);
    SDVariable x = op.variable(0);
    double alpha = op.attributes().real("alpha", 1.702);
    op.result(x.mul(op.graph().nn.sigmoid(x.mul(alpha))), a.dtype(), a.shape());
  }

  private static void matmul(OpContext op) {
    Operand a = op.operand(0);
    Operand b = op.operand(1);
    if (op.attributes().integer("transBatchA", 0) + op.attributes().integer("transBatchB", 0) > 0) {
      throw op.unsupported("transBatch", "none", "export without the optimiser of ONNX Runtime");
    }
    boolean flipA = op.attributes().integer("transA", 0) == 1 && a.rank() > 1;
    boolean flipB = op.attributes().integer("transB", 0) == 1 && b.rank() > 1;
    SDVariable x = flipA ? flipped(op, op.variable(0), a.rank()) : op.variable(0);
    SDVariable y = flipB ? flipped(op, op.variable(1), b.rank()) : op.variable(1);
    Shape left = flipA ? a.shape().permuted(flip(a.rank())) : a.shape();
    Shape right = flipB ? b.shape().permuted(flip(b.rank())) : b.shape();
    MatMuls.product(op, x, left, y, right, op.attributes().real("alpha", 1));
  }

  private static int[] flip(int rank) {
    int[] order = ElementGathers.all(rank);
    order[rank - 1] = rank - 2;
    order[rank - 2] = rank - 1;
    return order;
  }

  private static SDVariable flipped(OpContext op, SDVariable x, int rank) {
    return op.graph().permute(x, flip(rank));
  }

  /** The norm of a sum; the sum itself is the fourth output. */
  private static void skip(OpContext op, boolean centred) {
    Operand a = op.operand(0);
    int bias = centred ? 4 : 3;
    SDVariable sum = op.variable(0).add(op.variable(1));
    sum = op.has(bias) ? sum.add(op.variable(bias)) : sum;
    int axis = a.rank() - 1;
    double eps = op.attributes().real("epsilon", 1e-12);
    SDVariable y =
        centred
            ? SafeNorms.standardize(op.graph(), sum, eps, axis)
            : SafeNorms.rms(op.graph(), sum, eps, axis);
    y = y.mul(op.variable(2));
    y = centred && op.has(3) ? y.add(op.variable(3)) : y;
    op.result(0, y, a.dtype(), a.shape());
    op.result(3, sum, a.dtype(), a.shape());
  }

  /** Sums of rows of tables for tokens, places and segments, then a norm; lengths of the mask. */
  private static void embed(OpContext op) {
    Operand ids = op.operand(0);
    Operand words = op.operand(2);
    SameDiff sd = op.graph();
    Dim batch = ids.shape().dim(0);
    Dim time = ids.shape().dim(1);
    SDVariable sum = sd.gather(op.variable(2), op.variable(0), 0);
    if (op.has(8)) {
      sum = sum.add(sd.gather(op.variable(3), op.variable(8), 0));
    } else {
      // Places are counted: a slice of the table, whose gradient is right.
      SDVariable places = sd.gather(op.variable(3), Fillings.counted(op, time), 0);
      sum = sum.add(sd.expandDims(places, 0));
    }
    if (op.has(1) && op.has(4)) {
      sum = sum.add(sd.gather(op.variable(4), op.variable(1), 0));
    }
    Shape shape = new Shape(List.of(batch, time, words.shape().dim(1)));
    double eps = op.attributes().real("epsilon", 1e-12);
    SDVariable y = SafeNorms.standardize(sd, sum, eps, 2);
    op.result(0, y.mul(op.variable(5)).add(op.variable(6)), words.dtype(), shape);
    SDVariable lengths =
        op.has(7)
            ? SafeMatmul.matmul(
                sd,
                op.variable(7).castTo(DataType.FLOAT),
                sd.expandDims(sd.onesLike(Fillings.counted(op, time).castTo(DataType.FLOAT)), 1),
                false,
                false,
                false)
            : sd.constant(Nd4j.zeros(1, 1));
    Shape each = new Shape(List.of(op.has(7) ? batch : Dim.ONE));
    op.result(1, op.reshape(lengths, each).castTo(DataType.INT32), DataType.INT32, each);
    op.result(2, sum, words.dtype(), shape);
  }
}
