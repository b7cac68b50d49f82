package io.github.sherl4j.engine.run;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.shape.Gather;
import org.nd4j.linalg.api.ops.random.custom.RandomBernoulli;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/** One step with its arrays and its native context, which lives as long as the program. */
final class Call implements Running {

  private final CallStep step;
  private final OpContext context;
  private final OpExecutioner executioner = Nd4j.getExecutioner();

  Call(CallStep step, INDArray[] in, INDArray[] out) {
    this.step = step;
    this.context = executioner.buildContext();
    if (step.op() instanceof DynamicCustomOp op) {
      context.setArgs(in, op.iArgs(), op.dArgs(), op.tArgs(), op.bArgs());
    } else {
      for (int i = 0; i < in.length; i++) {
        context.setInputArray(i, in[i]);
      }
    }
    for (int i = 0; i < out.length; i++) {
      context.setOutputArray(i, out[i]);
    }
  }

  @Override
  public void run() {
    if (step.op() instanceof DynamicCustomOp op) {
      if (op instanceof RandomBernoulli) {
        Random random = Nd4j.getRandom();
        context.setRngStates(random.rootState(), random.nodeState() + op.getOwnName().hashCode());
      } else if (op instanceof Gather) {
        IndexGuard.check(op, context);
      }
      executioner.exec(op, context);
    } else {
      executioner.exec((BaseOp) step.op(), context);
    }
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
