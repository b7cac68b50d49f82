package io.github.sherl4j.engine.run;

import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;

/**
 * One native call of a program.
 *
 * @param op what to call, with its attributes
 * @param inputs tensors read, in the op's order
 * @param outputs tensors written
 * @param shapeOnly positions of {@code inputs} of which the op reads the sizes alone
 * @param inPlace whether the result may lie where an input of the same size dies
 * @param backward whether the op exists for the gradient only
 * @param again whether it computes again what a forward step has computed
 */
record CallStep(
    DifferentialFunction op,
    List<String> inputs,
    List<String> outputs,
    Set<Integer> shapeOnly,
    boolean inPlace,
    boolean backward,
    boolean again)
    implements Step {

  /** A call that the graph does not have as such. */
  static CallStep custom(
      String op, List<String> inputs, String output, boolean inPlace, int... integers) {
    DynamicCustomOp made = DynamicCustomOp.builder(op).addIntegerArguments(integers).build();
    return new CallStep(made, inputs, List.of(output), Set.of(), inPlace, true, false);
  }

  /** The negative, in place where {@code input} dies. */
  static CallStep negative(String input, String output) {
    return new CallStep(
        new Negative(), List.of(input), List.of(output), Set.of(), true, true, false);
  }

  /** The sum over one axis, which stays with size 1. */
  static CallStep sumKeeping(String input, String output, int axis) {
    DynamicCustomOp made =
        DynamicCustomOp.builder("reduce_sum")
            .addIntegerArguments(axis)
            .addBooleanArguments(true)
            .build();
    return new CallStep(made, List.of(input), List.of(output), Set.of(), false, true, false);
  }

  /** The same call on other tensors of the same sizes. */
  CallStep reading(List<String> others) {
    return new CallStep(op, others, outputs, shapeOnly, inPlace, backward, again);
  }

  /** The same call once more, in the backward pass. */
  CallStep again(List<String> others, String output) {
    return new CallStep(op, others, List.of(output), shapeOnly, inPlace, true, true);
  }

  @Override
  public String name() {
    return op.opName();
  }

  @Override
  public boolean reads(int position) {
    return !shapeOnly.contains(position);
  }

  @Override
  public boolean mayShare(String input, String output) {
    return inPlace;
  }
}
