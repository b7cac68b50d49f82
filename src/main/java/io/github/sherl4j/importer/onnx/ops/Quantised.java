package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Numbers of eight bits with a scale and a zero point. Weights are made floats when the model is
 * read and are weights like any other; activations are rounded as the file says, and no gradient
 * passes that rounding.
 */
public final class Quantised extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Quantised() {
    entry("QuantizeLinear", Quantised::quantize);
    entry("DequantizeLinear", Quantised::dequantize);
    entry("DynamicQuantizeLinear", Quantised::dynamic);
    entry("MatMulInteger", Quantised::product);
  }

  private static long[] columns(OpContext op, Operand scale) {
    Operand a = op.operand(0);
    if (op.attributes().integer("block_size", 0) != 0) {
      throw op.unsupported("blocks", "a scale for the tensor or an axis", "quantise by axis");
    }
    long[] columns = new long[a.rank()];
    Arrays.fill(columns, 1);
    if (a.rank() > 0 && scale.rank() == 1 && !scale.shape().size().equals(Dim.ONE)) {
      int axis = op.axis(op.attributes().integer("axis", 1), a.rank());
      columns[axis] = scale.shape().dim(0).value();
    }
    return columns;
  }

  private static void dequantize(OpContext op) {
    Operand a = op.operand(0);
    Operand scale = op.operand(1);
    long[] columns = columns(op, scale);
    boolean stored = a.isFoldable() && a.shape().isKnown();
    boolean zeroKnown = !op.has(2) || op.operand(2).isFoldable();
    if (stored && scale.isFixed() && zeroKnown) {
      INDArray value = op.floats(0);
      if (op.has(2)) {
        value.subi(op.floats(2).reshape(columns).broadcast(value.ulike()));
      }
      op.weight(value.muli(op.floats(1).reshape(columns).broadcast(value.ulike())));
      return;
    }
    SDVariable x = op.variable(0).castTo(scale.dtype());
    if (op.has(2)) {
      x = x.sub(op.graph().reshape(op.variable(2).castTo(scale.dtype()), columns));
    }
    op.result(x.mul(op.graph().reshape(op.variable(1), columns)), scale.dtype(), a.shape());
  }

  private static void quantize(OpContext op) {
    Operand a = op.operand(0);
    Operand scale = op.operand(1);
    DataType to = op.has(2) ? op.operand(2).dtype() : DataType.UINT8;
    to = op.attributes().dtype("output_dtype").orElse(to);
    SameDiff sd = op.graph();
    long[] columns = columns(op, scale);
    SDVariable x = op.variable(0).div(sd.reshape(op.variable(1), columns));
    SDVariable y = SafeOps.roundHalfEven(sd, x);
    if (op.has(2)) {
      y = y.add(sd.reshape(op.variable(2).castTo(a.dtype()), columns));
    }
    op.result(saturated(op, y, to), to, a.shape());
  }

  /** Clipped to a type before the cast, which does not saturate. */
  private static SDVariable saturated(OpContext op, SDVariable y, DataType to) {
    double low =
        switch (to) {
          case UBYTE, UINT16 -> 0;
          case BYTE -> Byte.MIN_VALUE;
          case SHORT -> Short.MIN_VALUE;
          default -> throw op.unsupported("type " + to, "8 or 16 bits", "quantise to 8 bits");
        };
    double range = to == DataType.UINT8 || to == DataType.INT8 ? 255 : 65535;
    return op.graph().math.clipByValue(y, low, low + range).castTo(to);
  }

  private static void dynamic(OpContext op) {
    Operand a = op.operand(0);
    SameDiff sd = op.graph();
    SDVariable x = op.variable(0);
    SDVariable high = sd.nn.relu(sd.max(x), 0);
    SDVariable low = sd.nn.relu(sd.min(x).neg(), 0).neg();
    SDVariable scale = high.sub(low).mul(1 / 255.0);
    SDVariable exact = low.neg().div(scale);
    SDVariable zero = sd.math.clipByValue(SafeOps.roundHalfEven(sd, exact), 0, 255);
    SDVariable y = SafeOps.roundHalfEven(sd, x.div(scale)).add(zero);
    op.result(0, saturated(op, y, DataType.UINT8), DataType.UINT8, a.shape());
    op.result(1, scale, a.dtype(), Shape.SCALAR);
    op.result(2, zero.castTo(DataType.UINT8), DataType.UINT8, Shape.SCALAR);
  }

  /** An operand of whole numbers without its zero point, as floats. */
  static SDVariable centred(OpContext op, int operand, int zero) {
    SDVariable x = op.variable(operand).castTo(DataType.FLOAT);
    if (!op.has(zero)) {
      return x;
    }
    SDVariable z = op.variable(zero).castTo(DataType.FLOAT);
    Operand o = op.operand(zero);
    boolean rows = operand == 0 && o.rank() == 1 && !o.shape().size().equals(Dim.ONE);
    return x.sub(rows ? op.graph().expandDims(z, 1) : z);
  }

  /** By way of floats, which hold the sums exactly up to 2^24. */
  private static void product(OpContext op) {
    Shape left = op.operand(0).shape();
    Shape right = op.operand(1).shape();
    if (left.rank() < 2 || right.rank() != 2) {
      throw op.unsupported("shapes " + left + right, "rows and one matrix", "export in float32");
    }
    Shape rows = new Shape(List.of(left.product(0, left.rank() - 1), left.dim(-1)));
    SDVariable x = op.reshape(centred(op, 0, 2), rows);
    SDVariable y = op.graph().mmul(x, centred(op, 1, 3));
    Shape shape = left.with(left.rank() - 1, right.dim(1));
    op.result(op.reshape(y, shape).castTo(DataType.INT32), DataType.INT32, shape);
  }
}
