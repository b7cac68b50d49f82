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
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.ArrayHolder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rebuilds a part of a graph in another one.
 *
 * <p>Avoids: {@code sd.dup()} goes through one array of at most 2 GB and takes the loss, the
 * updaters and whatever else was ever added along.
 */
public final class GraphCopy {

  private GraphCopy() {}

  /**
   * What some results need, as a graph of its own. Nothing of the given graph is changed.
   *
   * @param results names of variables
   * @param names a variable's name in the copy; placeholders keep theirs
   * @param share whether the copy's weights are the same arrays, those in C order at least; else
   *     all are copies
   * @return a graph in which every weight is a CONSTANT
   */
  public static SameDiff of(
      SameDiff graph, Collection<String> results, UnaryOperator<String> names, boolean share) {
    Reached reached = reach(graph, results, v -> false);
    SameDiff copy = SameDiff.create();
    ArrayHolder first = new SingleThreadArrayHolder();
    copy.setArrayHolders(first, new SingleThreadArrayHolder(), true);
    UnaryOperator<String> all = n -> graph.getVariable(n).isPlaceHolder() ? n : names.apply(n);
    for (String leaf : reached.leaves()) {
      SDVariable v = graph.getVariable(leaf);
      if (v.isPlaceHolder()) {
        copy.placeHolder(leaf, v.dataType(), v.placeholderShape());
      } else {
        INDArray array = v.getArr();
        boolean same = share && array.ordering() == 'c' && !array.isView();
        copy.constant(all.apply(leaf), same ? array : array.dup('c').detach());
      }
    }
    ops(graph, reached.ops(), copy, all);
    return copy;
  }

  /** Ops and leaves that results need. */
  record Reached(Set<String> ops, Set<String> leaves) {}

  static Reached reach(SameDiff graph, Collection<String> results, Predicate<String> stop) {
    Reached reached = new Reached(new HashSet<>(), new TreeSet<>());
    Deque<String> open = new ArrayDeque<>(results);
    Set<String> seen = new HashSet<>(results);
    while (!open.isEmpty()) {
      String name = open.pop();
      String op = graph.getVariables().get(name).getOutputOfOp();
      if (op == null) {
        reached.leaves().add(name);
      } else if (!stop.test(name) && reached.ops().add(op)) {
        FrozenOps.inputs(graph.getOps().get(op)).stream().filter(seen::add).forEach(open::add);
      }
    }
    return reached;
  }

  /** Adds ops whose leaves are there already; they keep their own names. */
  static void ops(SameDiff graph, Set<String> ops, SameDiff part, UnaryOperator<String> names) {
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
        for (String out : op.getOutputsOfOp()) {
          SDVariable twin = graph.getVariable(out).clone(part);
          twin.setVarName(names.apply(out));
          part.addVariable(twin);
        }
      }
    }
    clones.forEach(
        (name, clone) -> {
          SameDiffOp op = graph.getOps().get(name);
          part.addArgsFor(named(FrozenOps.inputs(op), names), clone);
          part.addOutgoingFor(named(op.getOutputsOfOp(), names), clone);
          clone.configureWithSameDiff(part);
        });
  }

  private static String[] named(List<String> variables, UnaryOperator<String> names) {
    return variables.stream().map(names).toArray(String[]::new);
  }
}
