package io.github.sherl4j.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;

/**
 * The ops of a graph, producers before consumers. The order in which they were added is not enough
 * after surgery, and {@code sd.variables()} iterates by name.
 */
public final class TopologicalOps {

  private TopologicalOps() {}

  /** The ops of {@code graph}, sorted. */
  public static List<SameDiffOp> of(SameDiff graph) {
    Map<String, Integer> missing = new HashMap<>();
    Map<String, List<SameDiffOp>> readers = new HashMap<>();
    Deque<SameDiffOp> ready = new ArrayDeque<>();
    for (SameDiffOp op : graph.getOps().values()) {
      int wait = 0;
      for (String in : new LinkedHashSet<>(inputs(op))) {
        if (graph.getVariables().get(in).getOutputOfOp() != null) {
          readers.computeIfAbsent(in, k -> new ArrayList<>()).add(op);
          wait++;
        }
      }
      missing.put(op.getName(), wait);
      if (wait == 0) {
        ready.add(op);
      }
    }
    List<SameDiffOp> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      SameDiffOp op = ready.remove();
      sorted.add(op);
      for (String out : op.getOutputsOfOp()) {
        for (SameDiffOp reader : readers.getOrDefault(out, List.of())) {
          if (missing.merge(reader.getName(), -1, Integer::sum) == 0) {
            ready.add(reader);
          }
        }
      }
    }
    return sorted;
  }

  private static List<String> inputs(SameDiffOp op) {
    return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
  }
}
