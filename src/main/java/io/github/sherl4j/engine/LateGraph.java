package io.github.sherl4j.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of a graph that training changes, as a graph of its own: what lies before it became
 * placeholders. Ops keep their names, so that random masks stay the same; weights and constants are
 * the same arrays.
 *
 * @param graph the part
 * @param cut variables of the whole graph that are placeholders of the part
 * @param inputs placeholders of the whole that the part reads
 * @param sizesOnly those of them of which only the shape is read
 */
public record LateGraph(
    SameDiff graph, Set<String> cut, Set<String> inputs, Set<String> sizesOnly) {

  /**
   * Cuts a graph. Frozen is what no trainable variable and no random op reaches; it is cut where
   * the rest reads it, or further up:
   *
   * <ul>
   *   <li>at the nearest variables of {@code cuttable}, which have names that last;
   *   <li>nowhere if it follows from sizes alone, or from inputs without any weight (masks): then
   *       the part computes it again.
   * </ul>
   *
   * @param results what the part computes
   * @param cuttable variables at which to cut, with their shapes; −1 where dynamic
   */
  public static LateGraph of(
      SameDiff graph, Collection<String> results, Map<String, long[]> cuttable) {
    Frozen frozen = new Frozen(graph);
    Set<String> cut = new TreeSet<>();
    Set<String> ops = new HashSet<>();
    Set<String> leaves = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(results);
    Set<String> seen = new HashSet<>(results);
    while (!open.isEmpty()) {
      String name = open.pop();
      String op = graph.getVariables().get(name).getOutputOfOp();
      if (op == null) {
        leaves.add(name);
      } else if (cuttable.containsKey(name) && frozen.isWorthCutting(name)) {
        cut.add(name);
      } else if (ops.add(op)) {
        Frozen.inputs(graph.getOps().get(op)).stream().filter(seen::add).forEach(open::add);
      }
    }
    // An op that is here for one of its results gives the others too.
    cut.removeIf(c -> ops.contains(graph.getVariables().get(c).getOutputOfOp()));
    SameDiff part = SameDiff.create();
    cut.forEach(c -> part.placeHolder(c, graph.getVariable(c).dataType(), cuttable.get(c).clone()));
    leaves.forEach(l -> leaf(graph.getVariable(l), part));
    copy(graph, ops, part);
    Set<String> inputs = new TreeSet<>(leaves);
    inputs.removeIf(l -> !graph.getVariable(l).isPlaceHolder());
    Set<String> sizes = new TreeSet<>(inputs);
    sizes.removeIf(i -> !readForSizeOnly(part, i));
    return new LateGraph(part, cut, inputs, sizes);
  }

  private static void leaf(SDVariable of, SameDiff part) {
    SDVariable copy = part.addVariable(of.clone(part));
    INDArray array = of.getVariableType() == VariableType.PLACEHOLDER ? null : of.getArr();
    if (array != null) {
      part.associateArrayWithVariable(array, copy);
    }
  }

  private static void copy(SameDiff graph, Set<String> ops, SameDiff part) {
    Map<String, Integer> places = new HashMap<>();
    for (Variable v : graph.getVariables().values()) {
      places.put(v.getName(), places.size());
    }
    Map<String, DifferentialFunction> clones = new LinkedHashMap<>();
    for (SameDiffOp op : graph.getOps().values()) {
      if (ops.contains(op.getName())) {
        DifferentialFunction clone = FlatBuffersMapper.cloneViaSerialize(graph, op.getOp(), places);
        clone.setOwnName(op.getName());
        clone.setSameDiff(part);
        part.putOpForId(op.getName(), clone);
        clones.put(op.getName(), clone);
        op.getOutputsOfOp().forEach(o -> part.addVariable(graph.getVariable(o).clone(part)));
      }
    }
    clones.forEach(
        (name, clone) -> {
          SameDiffOp op = graph.getOps().get(name);
          part.addArgsFor(Frozen.inputs(op).toArray(String[]::new), clone);
          part.addOutgoingFor(op.getOutputsOfOp().toArray(String[]::new), clone);
          clone.configureWithSameDiff(part);
        });
  }

  private static boolean readForSizeOnly(SameDiff part, String input) {
    List<String> readers = Surgery.readers(part.getVariable(input));
    return readers.stream().allMatch(r -> Frozen.isSize(part.getOps().get(r)));
  }

  /** What is frozen in a graph, and which of it depends on data and on weights. */
  private static final class Frozen {

    private static final Set<String> SIZES =
        Set.of("shape_of", "size_at", "size", "rank", "zeros_as", "ones_as", "zeroslike");

    private final Set<String> moving = new HashSet<>();
    private final Set<String> data = new HashSet<>();
    private final Set<String> weighed = new HashSet<>();

    Frozen(SameDiff graph) {
      for (SDVariable v : graph.variables()) {
        if (v.getVariableType() == VariableType.VARIABLE) {
          moving.add(v.name());
        } else if (v.isPlaceHolder()) {
          data.add(v.name());
        } else if (v.isConstant() && isWeight(v)) {
          weighed.add(v.name());
        }
      }
      for (SameDiffOp op : TopologicalOps.of(graph)) {
        List<String> inputs = inputs(op);
        boolean random = op.getOp().opName().startsWith("random");
        spread(op, moving, random || inputs.stream().anyMatch(moving::contains));
        if (!isSize(op)) {
          spread(op, data, inputs.stream().anyMatch(data::contains));
          spread(op, weighed, inputs.stream().anyMatch(weighed::contains));
        }
      }
    }

    private static boolean isWeight(SDVariable constant) {
      return constant.dataType().isFPType() && constant.getArr().length() > 1;
    }

    private static void spread(SameDiffOp op, Set<String> property, boolean has) {
      if (has) {
        property.addAll(op.getOutputsOfOp());
      }
    }

    static boolean isSize(SameDiffOp op) {
      return SIZES.contains(op.getOp().opName());
    }

    static List<String> inputs(SameDiffOp op) {
      return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    }

    boolean isWorthCutting(String variable) {
      return !moving.contains(variable) && data.contains(variable) && weighed.contains(variable);
    }
  }
}
