package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.custom.BitCast;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cuts the gradient path above a tensor without changing a bit of its value.
 *
 * <p>Avoids: the stock {@code StopGradient} stops nothing (it builds and runs the whole upstream
 * backward pass on zeros). An integer tensor has no gradient, so the value is cast bit by bit to
 * integers and back; costs two copies of the tensor.
 */
public final class GradientStop {

  private GradientStop() {}

  /** The same value as {@code x} (FLOAT or DOUBLE), with no gradient path to what made it. */
  public static SDVariable stop(SDVariable x) {
    DataType bits = x.dataType() == DataType.DOUBLE ? DataType.INT64 : DataType.INT32;
    return bitcast(bitcast(x, bits), x.dataType());
  }

  private static SDVariable bitcast(SDVariable x, DataType type) {
    SameDiff graph = x.getSameDiff();
    BitCast cast = new BitCast(graph, x, graph.constant(Nd4j.scalar(type.toInt())));
    cast.addIArgument(type.toInt());
    return cast.outputVariable();
  }
}
