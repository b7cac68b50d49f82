package io.github.sherl4j.importer.samediff;

import static java.util.Map.entry;

import io.github.sherl4j.engine.GraphOp;
import io.github.sherl4j.importer.UnsupportedOp;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.shape.StridedSlice;
import org.nd4j.linalg.factory.Nd4j;

/** Operators that a backbone must not have, and why; whatever else there is is taken as it is. */
final class OpRules {

  private static final String BRANCHES =
      "conditions and loops are not run; unroll the loop or build the graph without the branch";
  private static final String RANDOM =
      "a backbone gives the same numbers every time; leave random operators out";

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry("repeat", "its native form ends the JVM; use tile or concat"),
          entry("gather_nd", "it checks no bounds and has no gradient; use gather"),
          entry("embedding_lookup", "it checks no bounds and has no gradient; use gather"),
          entry("switch", BRANCHES),
          entry("merge", BRANCHES),
          entry("enter", BRANCHES),
          entry("exit", BRANCHES),
          entry("next_iteration", BRANCHES),
          entry("loop_cond", BRANCHES),
          entry("while", BRANCHES),
          entry("if", BRANCHES),
          entry("invoke", BRANCHES),
          entry("py", "it runs code from outside; write it with other operators"),
          entry("alpha_dropout", RANDOM));

  private static final Set<String> DIVISIONS =
      Set.of("divide", "reversedivide", "floordiv", "floormod", "mod", "truncatediv", "realdiv");

  private OpRules() {}

  /** Every operator of a graph that is refused, by kind. */
  static List<UnsupportedOp> unsupported(SameDiff graph) {
    Map<String, UnsupportedOp> found = new LinkedHashMap<>();
    for (GraphOp op : GraphOp.of(graph)) {
      remedy(graph, op)
          .ifPresent(
              remedy ->
                  found.merge(
                      op.type() + remedy,
                      new UnsupportedOp(op.type(), 1, op.name(), remedy),
                      (a, b) ->
                          new UnsupportedOp(a.op(), a.count() + 1, a.firstNode(), a.remedy())));
    }
    return List.copyOf(found.values());
  }

  private static Optional<String> remedy(SameDiff graph, GraphOp op) {
    DifferentialFunction f = op.function();
    String name = f.opName();
    if (REFUSED.containsKey(name)) {
      return Optional.of(REFUSED.get(name));
    }
    if (name.startsWith("scatter")) {
      return Optional.of("it checks no bounds; write it as a sum of products with masks");
    }
    if (name.startsWith("random") || name.startsWith("distribution")) {
      return Optional.of(RANDOM);
    }
    if (f instanceof DynamicCustomOp && !isNative(name)) {
      return Optional.of(
          "native code does not know it and would end the JVM; rebuild it of others");
    }
    if (f instanceof BaseReduceOp reduce
        && reduce.isKeepDims()
        && isNegative(reduce.dimensions())) {
      return Optional.of(
          "with keepDims and axes counted from the end SameDiff gives wrong numbers; count from 0");
    }
    if (f instanceof StridedSlice slice && stepsBack(slice)) {
      return Optional.of("steps below zero can end the JVM; use sd.reverse and steps above zero");
    }
    boolean whole =
        DIVISIONS.contains(name)
            && op.inputs().stream().noneMatch(i -> graph.getVariable(i).dataType().isFPType());
    if (whole && !dividesSafely(graph, op)) {
      return Optional.of(
          "a whole division by zero ends the JVM; divide by a constant, or cast to float first");
    }
    return Optional.empty();
  }

  private static boolean isNative(String name) {
    return Nd4j.getExecutioner().getCustomOperations().containsKey(name);
  }

  private static boolean isNegative(INDArray dimensions) {
    return dimensions != null
        && !dimensions.isEmpty()
        && Arrays.stream(dimensions.toLongVector()).anyMatch(d -> d < 0);
  }

  /** Five masks, then begin, end and steps of equal number. */
  private static boolean stepsBack(StridedSlice slice) {
    long[] all = slice.iArgs();
    int axes = (all.length - 5) / 3;
    return axes > 0 && Arrays.stream(all, 5 + 2 * axes, all.length).anyMatch(s -> s < 0);
  }

  private static boolean dividesSafely(SameDiff graph, GraphOp op) {
    int divisor = op.type().startsWith("reverse") ? 0 : 1;
    if (op.inputs().size() <= divisor) {
      return true;
    }
    SDVariable by = graph.getVariable(op.inputs().get(divisor));
    INDArray value = by.isConstant() ? by.getArr() : null;
    return value != null
        && !value.isEmpty()
        && Arrays.stream(value.dup().reshape(-1).toLongVector()).noneMatch(v -> v == 0);
  }
}
