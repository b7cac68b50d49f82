package io.github.sherl4j.engine;

import io.github.sherl4j.MismatchException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;

/**
 * The backward graph of a loss, and the proof of where it ends.
 *
 * <p>{@link #predicted} says from the forward graph alone which ops must be differentiated; {@link
 * #differentiated} reads which ones were. A frozen layer is proved by the two being equal, never by
 * unchanged weights alone.
 */
public final class GradientGraph {

  private final SameDiff function;
  private final List<String> trainables;
  private final Set<String> differentiated;
  private final int backwardOps;
  private final Map<String, String> lookedUp;
  private final Set<String> forwardOps;

  private GradientGraph(SameDiff graph, List<String> trainables) {
    function = graph.getFunction("grad");
    forwardOps = Set.copyOf(graph.getOps().keySet());
    this.trainables = trainables;
    lookedUp = Lookups.addGradients(graph, function);
    backwardOps = function.getOps().size() - graph.getOps().size();
    differentiated = new TreeSet<>();
    for (SameDiffOp op : graph.getOps().values()) {
      for (String out : op.getOutputsOfOp()) {
        if (isRead(out)) {
          differentiated.add(op.getName());
        }
      }
    }
  }

  /**
   * Whether a backward op goes on from the gradient of {@code tensor}. Having a gradient is not
   * enough: an op that passes one to its variable passes one to its constants as well.
   */
  private boolean isRead(String tensor) {
    SDVariable twin = function.getVariable(tensor);
    if (twin == null || !twin.dataType().isFPType() || twin.gradient() == null) {
      return false;
    }
    List<String> readers = function.getVariables().get(twin.gradient().name()).getInputsForOp();
    return readers != null && !readers.isEmpty();
  }

  /** Derives the backward graph of {@code loss}; do all surgery before. */
  public static GradientGraph of(SameDiff graph, String loss) {
    graph.setLossVariables(loss);
    Nd4jGlobals.quietly(graph::createGradFunction);
    List<String> trainables =
        graph.variables().stream()
            .filter(v -> v.getVariableType() == VariableType.VARIABLE)
            .map(SDVariable::name)
            .filter(n -> !Lookups.isProbe(n))
            .toList();
    return new GradientGraph(graph, trainables);
  }

  /**
   * Names of the ops that lie on a floating-point path from a trainable variable to {@code loss},
   * found without building any backward op.
   */
  public static Set<String> predicted(SameDiff graph, String loss) {
    Set<String> reaches = new HashSet<>();
    reaches.add(loss);
    List<SameDiffOp> ops = TopologicalOps.of(graph);
    for (int i = ops.size() - 1; i >= 0; i--) {
      if (ops.get(i).getOutputsOfOp().stream().anyMatch(reaches::contains)) {
        floats(graph, ops.get(i)).forEach(reaches::add);
      }
    }
    Set<String> moving = new HashSet<>();
    for (SDVariable v : graph.variables()) {
      if (v.getVariableType() == VariableType.VARIABLE && reaches.contains(v.name())) {
        moving.add(v.name());
      }
    }
    Set<String> found = new TreeSet<>();
    for (SameDiffOp op : ops) {
      List<String> outs =
          op.getOutputsOfOp().stream()
              .filter(o -> reaches.contains(o) && graph.getVariable(o).dataType().isFPType())
              .toList();
      if (!outs.isEmpty() && floats(graph, op).stream().anyMatch(moving::contains)) {
        moving.addAll(outs);
        found.add(op.getName());
      }
    }
    return found;
  }

  private static List<String> floats(SameDiff graph, SameDiffOp op) {
    List<String> inputs = op.getInputsToOp();
    return inputs == null
        ? List.of()
        : inputs.stream().filter(i -> graph.getVariable(i).dataType().isFPType()).toList();
  }

  /** The graph that holds forward and backward ops. */
  public SameDiff graph() {
    return function;
  }

  /** Names of the trainable variables. */
  public List<String> trainables() {
    return trainables;
  }

  /**
   * Where the gradient of a trainable (or of a tensor on the path) is found in a run's results.
   *
   * @throws MismatchException if no gradient reaches it
   */
  public String gradientName(String variable) {
    SDVariable gradient = function.getVariable(variable).gradient();
    if (gradient == null && !lookedUp.containsKey(variable)) {
      throw new MismatchException(
          "no gradient path from the loss",
          "a variable that the loss depends on",
          variable,
          "freeze it, or let the head read features that depend on it");
    }
    return lookedUp.containsKey(variable) ? lookedUp.get(variable) : gradient.name();
  }

  /** Names of the forward ops that got a backward pass. */
  public Set<String> differentiated() {
    return differentiated;
  }

  /** Names of the ops that exist without a backward pass. */
  public Set<String> forwardOps() {
    return forwardOps;
  }

  /** Number of ops that exist only for the backward pass. */
  public int backwardOps() {
    return backwardOps;
  }
}
