package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;

/** A program in the making: steps from the last to the first, and what they need. */
final class Draft {

  private final SameDiff graph;
  private final Sizes sizes;
  private final Set<String> needed = new HashSet<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final List<CallStep> reversed = new ArrayList<>();
  private final List<CallStep> current = new ArrayList<>();
  private SameDiffOp op;
  private boolean backward;
  private int made;

  Draft(SameDiff graph, Sizes sizes, List<String> results) {
    this.graph = graph;
    this.sizes = sizes;
    needed.addAll(results);
  }

  SameDiff graph() {
    return graph;
  }

  /** Lowers one op; ops come from the last to the first. */
  void lower(SameDiffOp next, boolean isBackward) {
    if (next.getOutputsOfOp().stream().noneMatch(o -> needed.contains(o) && !sizes.isGiven(o))) {
      return;
    }
    op = next;
    backward = isBackward;
    Lowerings.apply(this);
    for (CallStep step : current) {
      for (int i = 0; i < step.inputs().size(); i++) {
        if (step.reads(i)) {
          needed.add(step.inputs().get(i));
        }
      }
    }
    Collections.reverse(current);
    reversed.addAll(current);
    current.clear();
  }

  SameDiffOp op() {
    return op;
  }

  String name() {
    return op.getOp().opName();
  }

  String in(int i) {
    return op.getOp().argNames()[i];
  }

  int inputs() {
    return op.getOp().argNames() == null ? 0 : op.getOp().argNames().length;
  }

  String out(int i) {
    return op.getOutputsOfOp().get(i);
  }

  boolean needs(int output) {
    return output < op.getOutputsOfOp().size() && needed.contains(out(output));
  }

  Sized size(String tensor) {
    return sizes.of(tensor);
  }

  /** Makes {@code tensor} the memory of {@code of} under other sizes. */
  void alias(String tensor, String of) {
    aliases.put(tensor, of);
    needed.add(of);
  }

  void add(CallStep step) {
    current.add(step);
  }

  /** A tensor between two steps of the current op. */
  String between(Sized sized) {
    String name = out(0) + "#" + made++;
    sizes.put(name, sized);
    return name;
  }

  boolean backward() {
    return backward;
  }

  Map<String, String> aliases() {
    return aliases;
  }

  List<CallStep> steps() {
    List<CallStep> steps = new ArrayList<>(reversed);
    Collections.reverse(steps);
    return steps;
  }
}
