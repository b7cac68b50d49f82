package io.github.sherl4j.method.sherl;

import io.github.sherl4j.plan.StartValues;
import io.github.sherl4j.plan.TuningGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The tuned graph as the adapter's parts see it.
 *
 * @param adapter name of the adapter, {@code adapter.<name>.…}; empty if it is the only one
 */
record PlannedGraph(TuningGraph tuning, InitialValues initial, String adapter)
    implements AdapterGraph {

  private static final String PREFIX = "adapter.";

  @Override
  public SameDiff graph() {
    return tuning.graph();
  }

  @Override
  public DataType dtype() {
    return tuning.dtype();
  }

  @Override
  public String name(String part) {
    return adapter.isEmpty() ? part : PREFIX + adapter + part.substring(PREFIX.length() - 1);
  }

  @Override
  public SDVariable parameter(String name, StartValues start, long... shape) {
    return tuning.parameter(name(name), start, shape);
  }

  @Override
  public SDVariable batchNorm(String name, SDVariable rows, long width, double eps) {
    return tuning.batchNorm(name(name), rows, width, eps);
  }
}
