package io.github.sherl4j.engine;

import com.google.common.collect.Lists;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;

/**
 * Changes to a SameDiff graph that keep its book-keeping right.
 *
 * <p>Avoids: a gradient function that exists before surgery goes stale without a word, so all of
 * this happens before {@link GradientGraph} is made.
 */
public final class Surgery {

  private Surgery() {}

  /**
   * Makes the ops in {@code consumers} read {@code by} where they read {@code old}.
   *
   * @return how many op arguments were changed
   */
  public static int rewire(SDVariable old, SDVariable by, Collection<String> consumers) {
    SameDiff graph = old.getSameDiff();
    int changed = 0;
    for (String op : readers(old)) {
      if (consumers.contains(op)) {
        DifferentialFunction function = graph.getOpById(op);
        String[] arguments = function.argNames();
        for (int i = 0; i < arguments.length; i++) {
          if (arguments[i].equals(old.name())) {
            graph.replaceArgFor(i, by, function);
            changed++;
          }
        }
      }
    }
    return changed;
  }

  /**
   * Takes variables that no op reads out of a graph, last one first, and with them the nameless
   * ones that were made for them alone.
   *
   * @param variables in the order in which they were made
   * @param keep whether a variable that nothing reads any more stays, by name
   */
  public static void removeUnread(
      SameDiff graph, List<SDVariable> variables, Predicate<String> keep) {
    for (SDVariable last : Lists.reverse(variables)) {
      Deque<String> open = new ArrayDeque<>(List.of(last.name()));
      while (!open.isEmpty()) {
        String name = open.pop();
        boolean asked = name.equals(last.name());
        Variable variable = graph.getVariables().get(name);
        String op = variable == null ? null : variable.getOutputOfOp();
        if (op != null
            && readers(variable.getVariable()).isEmpty()
            && (asked || !keep.test(name))) {
          open.addAll(remove(graph, op));
        }
      }
    }
  }

  /** Takes an op with one result out and returns what it read. */
  private static List<String> remove(SameDiff graph, String op) {
    SameDiffOp removed = graph.getOps().get(op);
    if (removed.getOutputsOfOp().size() != 1) {
      return List.of();
    }
    graph.getOps().remove(op);
    graph.getVariables().remove(removed.getOutputsOfOp().get(0));
    for (String in : removed.getInputsToOp()) {
      Variable read = graph.getVariables().get(in);
      List<String> others = new ArrayList<>(readers(read.getVariable()));
      others.removeIf(op::equals);
      read.setInputsForOp(others.isEmpty() ? null : others);
    }
    return removed.getInputsToOp();
  }

  /** Names of the ops that read a variable now; a copy. */
  static List<String> readers(SDVariable variable) {
    List<String> readers =
        variable.getSameDiff().getVariables().get(variable.name()).getInputsForOp();
    return readers == null ? List.of() : List.copyOf(readers);
  }

  /** Whether any trainable variable reaches {@code tensor} through floating-point tensors. */
  public static boolean variableUpstream(SDVariable tensor) {
    SameDiff graph = tensor.getSameDiff();
    List<String> open = new ArrayList<>(List.of(tensor.name()));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      Variable next = graph.getVariables().get(open.remove(open.size() - 1));
      if (next.getVariable().getVariableType() == VariableType.VARIABLE) {
        return true;
      }
      String op = next.getOutputOfOp();
      List<String> inputs = op == null ? null : graph.getOps().get(op).getInputsToOp();
      for (String in : inputs == null ? List.<String>of() : inputs) {
        if (graph.getVariable(in).dataType().isFPType() && seen.add(in)) {
          open.add(in);
        }
      }
    }
    return false;
  }

  /** Names of all ops that {@code tensors} depend on. */
  public static Set<String> upstreamOps(List<SDVariable> tensors) {
    Set<String> ops = new HashSet<>();
    List<SDVariable> open = new ArrayList<>(tensors);
    while (!open.isEmpty()) {
      SDVariable next = open.remove(open.size() - 1);
      SameDiff graph = next.getSameDiff();
      String op = graph.getVariables().get(next.name()).getOutputOfOp();
      List<String> inputs =
          op != null && ops.add(op) ? graph.getOps().get(op).getInputsToOp() : null;
      if (inputs != null) {
        inputs.forEach(i -> open.add(graph.getVariable(i)));
      }
    }
    return ops;
  }
}
