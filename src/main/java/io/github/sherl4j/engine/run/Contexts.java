package io.github.sherl4j.engine.run;

import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.random.custom.RandomBernoulli;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/** Native contexts of ops: arrays and attributes in, a call, nothing left to the op's own state. */
final class Contexts {

  private Contexts() {}

  /** A context with inputs and attributes; the caller closes it. */
  static OpContext of(DifferentialFunction op, INDArray[] in) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    if (op instanceof DynamicCustomOp custom) {
      context.setArgs(in, custom.iArgs(), custom.dArgs(), custom.tArgs(), custom.bArgs());
    } else {
      for (int i = 0; i < in.length; i++) {
        context.setInputArray(i, in[i]);
      }
    }
    return context;
  }

  /** The same with results. */
  static OpContext of(DifferentialFunction op, INDArray[] in, INDArray[] out) {
    OpContext context = of(op, in);
    for (int i = 0; i < out.length; i++) {
      context.setOutputArray(i, out[i]);
    }
    return context;
  }

  /**
   * Calls the op. Random ops draw from the state of ND4J's generator, each its own.
   *
   * @throws io.github.sherl4j.BadInputException if a lookup's index is outside its table
   */
  static void run(DifferentialFunction op, OpContext context) {
    if (op instanceof RandomBernoulli) {
      Random random = Nd4j.getRandom();
      context.setRngStates(random.rootState(), random.nodeState() + op.getOwnName().hashCode());
    }
    IndexGuard.check(op, context);
    if (op instanceof DynamicCustomOp custom) {
      Nd4j.getExecutioner().exec(custom, context);
    } else {
      Nd4j.getExecutioner().exec((BaseOp) op, context);
    }
  }
}
