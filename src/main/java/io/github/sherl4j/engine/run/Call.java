package io.github.sherl4j.engine.run;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;

/** One step with its arrays and its native context, which lives as long as the program. */
final class Call implements Running {

  private final CallStep step;
  private final OpContext context;

  Call(CallStep step, INDArray[] in, INDArray[] out) {
    this.step = step;
    this.context = Contexts.of(step.op(), in, out);
  }

  @Override
  public void run() {
    Contexts.run(step.op(), context);
  }

  @Override
  public int calls() {
    return 1;
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing the context of " + step.outputs(), e);
    }
  }
}
