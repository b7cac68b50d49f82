package io.github.sherl4j.method.sherl;

import io.github.sherl4j.plan.StartValues;
import io.github.sherl4j.plan.TuningGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** The tuned graph as the adapter's parts see it. */
record PlannedGraph(TuningGraph tuning, InitialValues initial) implements AdapterGraph {

  @Override
  public SameDiff graph() {
    return tuning.graph();
  }

  @Override
  public DataType dtype() {
    return tuning.dtype();
  }

  @Override
  public SDVariable parameter(String name, StartValues start, long... shape) {
    return tuning.parameter(name, start, shape);
  }

  @Override
  public SDVariable batchNorm(String name, SDVariable rows, long width, double eps) {
    return tuning.batchNorm(name, rows, width, eps);
  }
}
