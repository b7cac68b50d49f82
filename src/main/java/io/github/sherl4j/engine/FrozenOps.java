package io.github.sherl4j.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is frozen in a graph, and which of it is dear to compute. */
final class FrozenOps {

  /** How many elementwise ops are rather computed again than their result kept. */
  private static final int CHEAP_CHAIN = 24;

  private static final Set<String> SIZES =
      Set.of("shape_of", "size_at", "size", "rank", "zeros_as", "ones_as", "zeroslike");

  private final SameDiff graph;
  private final Set<String> moving = new HashSet<>();
  private final Set<String> deep = new HashSet<>();
  private final Map<String, Integer> place = new HashMap<>();

  FrozenOps(SameDiff graph) {
    this.graph = graph;
    Set<String> data = new HashSet<>();
    Set<Long> trained = new HashSet<>();
    for (SDVariable v : graph.variables()) {
      if (v.getVariableType() == VariableType.VARIABLE) {
        moving.add(v.name());
        trained.add(v.getArr().data().address());
      } else if (v.isPlaceHolder()) {
        data.add(v.name());
      }
    }
    for (SDVariable v : graph.variables()) {
      // What Lookups reads is a constant over the memory of a trained table.
      INDArray array = v.isConstant() ? v.getArr() : null;
      if (array != null && !array.isEmpty() && trained.contains(array.data().address())) {
        moving.add(v.name());
      }
    }
    for (SameDiffOp op : TopologicalOps.of(graph)) {
      List<String> inputs = inputs(op);
      boolean random = op.getOp().opName().startsWith("random");
      boolean reads = !isSize(op) && inputs.stream().anyMatch(data::contains);
      spread(op, moving, random || inputs.stream().anyMatch(moving::contains));
      spread(op, data, reads);
      spread(op, deep, reads && (isDear(op) || inputs.stream().anyMatch(deep::contains)));
      op.getOutputsOfOp().forEach(o -> place.put(o, place.size()));
    }
  }

  private static void spread(SameDiffOp op, Set<String> property, boolean has) {
    if (has) {
      property.addAll(op.getOutputsOfOp());
    }
  }

  static List<String> inputs(SameDiffOp op) {
    return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
  }

  /** Whether an op reads nothing of its input but the shape. */
  static boolean isSize(SameDiffOp op) {
    return SIZES.contains(op.getOp().opName());
  }

  /** Products, convolutions, pooling, lookups and recurrent layers. */
  private static boolean isDear(SameDiffOp op) {
    String name = op.getOp().opName();
    return name.contains("matmul")
        || name.contains("conv")
        || name.contains("pool")
        || name.startsWith("gather")
        || name.startsWith("lstm")
        || name.startsWith("gru");
  }

  /**
   * Whether a variable is frozen, differs from batch to batch, and something dear lies between it
   * and the inputs.
   */
  boolean isDeep(String variable) {
    return deep.contains(variable) && !moving.contains(variable);
  }

  /** Takes out the variables that follow from the others by a few cheap ops. */
  void dropDerived(Set<String> variables) {
    List<String> last = new ArrayList<>(variables);
    last.sort((a, b) -> Integer.compare(place.get(b), place.get(a)));
    for (String variable : last) {
      if (isDerived(variable, variables)) {
        variables.remove(variable);
      }
    }
  }

  private boolean isDerived(String variable, Set<String> from) {
    Deque<String> open = new ArrayDeque<>(List.of(variable));
    Set<String> ops = new HashSet<>();
    while (!open.isEmpty()) {
      String name = open.pop();
      boolean given = from.contains(name) && !name.equals(variable);
      String op = given || !deep.contains(name) ? null : producer(name);
      if (op != null && ops.add(op)) {
        SameDiffOp found = graph.getOps().get(op);
        if (isDear(found) || ops.size() > CHEAP_CHAIN) {
          return false;
        }
        open.addAll(inputs(found));
      }
    }
    return true;
  }

  private String producer(String variable) {
    return graph.getVariables().get(variable).getOutputOfOp();
  }
}
