package io.github.sherl4j.engine.run;

import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * The gradient of a softmax from its result, which the forward pass keeps anyway, in place of its
 * input, which then need not be kept: p · (e − Σ p · e). The native form computes p again and then
 * the same.
 */
final class SoftmaxGradient implements Lowering {

  @Override
  public boolean apply(Draft draft) {
    if (!draft.name().equals("softmax_bp")
        || !draft.needs(0)
        || !(draft.op().getOp() instanceof DynamicCustomOp op)
        || draft.inputs() != 2) {
      return false;
    }
    Sized size = draft.size(draft.in(1));
    int axis = op.numIArguments() == 0 ? -1 : Math.toIntExact(op.getIArgument(0));
    axis = axis < 0 ? axis + size.rank() : axis;
    String result = resultOf(draft, draft.in(0), axis);
    if (result == null || !draft.size(result).equals(size)) {
      return false;
    }
    String product = draft.between(size);
    long[] summed = size.shape().clone();
    summed[axis] = 1;
    String sum = draft.between(new Sized(size.type(), summed));
    String rest = draft.between(size);
    draft.add(CallStep.custom("multiply", List.of(result, draft.in(1)), product, true));
    draft.add(CallStep.sumKeeping(product, sum, axis));
    draft.add(CallStep.custom("subtract", List.of(draft.in(1), sum), rest, true));
    draft.add(CallStep.custom("multiply", List.of(result, rest), draft.out(0), true));
    return true;
  }

  /** The softmax over {@code axis} that reads {@code input}; null if there is none. */
  private static String resultOf(Draft draft, String input, int axis) {
    List<String> readers = draft.graph().getVariables().get(input).getInputsForOp();
    for (String reader : Set.copyOf(readers == null ? List.of() : readers)) {
      SameDiffOp op = draft.graph().getOps().get(reader);
      if (op.getOp().opName().equals("softmax") && op.getOp() instanceof DynamicCustomOp softmax) {
        int rank = draft.size(input).rank();
        int own = softmax.numIArguments() == 0 ? -1 : Math.toIntExact(softmax.getIArgument(0));
        if ((own < 0 ? own + rank : own) == axis) {
          return op.getOutputsOfOp().get(0);
        }
      }
    }
    return null;
  }
}
