package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An op as it is, with what is known of it: inputs read for their sizes only, results in place. */
final class PlainLowering implements Lowering {

  private static final Map<String, Set<Integer>> SHAPE_ONLY =
      Map.of(
          "reduce_sum_bp", Set.of(0),
          "reduce_mean_bp", Set.of(0),
          "slice_bp", Set.of(0),
          "strided_slice_bp", Set.of(0),
          "tile_bp", Set.of(0),
          "ones_as", Set.of(0),
          "zeroslike", Set.of(0),
          "zeros_as", Set.of(0),
          "layer_norm_bp", Set.of(2));

  @Override
  public boolean apply(Draft draft) {
    Set<Integer> shapeOnly = new HashSet<>(SHAPE_ONLY.getOrDefault(draft.name(), Set.of()));
    if (draft.name().equals("concat_bp")) {
      for (int i = 0; i < draft.inputs() - 1; i++) {
        shapeOnly.add(i);
      }
    }
    List<String> inputs = new ArrayList<>();
    if (draft.inputs() > 0) {
      inputs.addAll(Arrays.asList(draft.op().getOp().argNames()));
    }
    draft.add(
        new CallStep(
            draft.op().getOp(),
            inputs,
            List.copyOf(draft.op().getOutputsOfOp()),
            shapeOnly,
            Elementwise.inPlace(draft.name()),
            draft.backward(),
            false));
    return true;
  }
}
