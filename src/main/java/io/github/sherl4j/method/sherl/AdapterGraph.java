package io.github.sherl4j.method.sherl;

import io.github.sherl4j.engine.SafeNorms;
import io.github.sherl4j.plan.StartValues;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Where the parts of the adapter are built: the tuned graph, or a test's with fixed values. */
interface AdapterGraph {

  /** The graph. */
  SameDiff graph();

  /** FLOAT or DOUBLE. */
  DataType dtype();

  /** How parameters of linear layers start. */
  InitialValues initial();

  /** What a part {@code adapter.…} is called in this graph. */
  default String name(String part) {
    return part;
  }

  /** A trainable variable. */
  SDVariable parameter(String name, StartValues start, long... shape);

  /** Batch norm of rows [T, width] with running statistics, momentum 0.1. */
  SDVariable batchNorm(String name, SDVariable rows, long width, double eps);

  /** A linear layer on rows [T, in]; its weight is [out, in]. */
  default SDVariable linear(String name, SDVariable rows, long in, long out) {
    SDVariable weight = parameter(name + ".weight", initial().weight(in, out), out, in);
    SDVariable bias = parameter(name + ".bias", initial().bias(in), out);
    return graph().mmul(rows, weight, false, true, false).add(bias);
  }

  /** Layer norm of rows [T, width]. */
  default SDVariable layerNorm(String name, SDVariable rows, long width, double eps) {
    return SafeNorms.layerNorm(
        rows,
        parameter(name + ".weight", StartValues.constant(1), width),
        parameter(name + ".bias", StartValues.constant(0), width),
        eps);
  }
}
