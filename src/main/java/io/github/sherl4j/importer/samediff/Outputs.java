package io.github.sherl4j.importer.samediff;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.engine.GraphOp;
import io.github.sherl4j.internal.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;

/** What a graph gives: as named, or what nothing reads and no label or loss is part of. */
final class Outputs {

  private Outputs() {}

  /**
   * Checks names.
   *
   * @throws NoMatchException with the nearest names
   * @throws BadInputException if one is an input or a weight
   */
  static List<String> named(SameDiff graph, List<String> names) {
    for (String name : names) {
      if (!graph.hasVariable(name)) {
        List<String> known = graph.variables().stream().map(SDVariable::name).toList();
        throw new NoMatchException(
            "no variable named " + name,
            "a variable of the graph",
            name,
            Names.didYouMean(name, known));
      }
      if (graph.getVariable(name).getVariableType() != VariableType.ARRAY) {
        throw new BadInputException(
            "the " + graph.getVariable(name).getVariableType() + " " + name + " as an output",
            "a result of an operator",
            name,
            "name what the graph computes, or leave the outputs out");
      }
    }
    return List.copyOf(new LinkedHashSet<>(names));
  }

  /**
   * Finds them.
   *
   * @param labels placeholders that only training feeds
   * @throws BadInputException if nothing is left
   */
  static List<String> found(SameDiff graph, Set<String> labels) {
    Set<String> dropped = new HashSet<>(labels);
    addAll(dropped, graph.getLossVariables());
    List<GraphOp> ops = GraphOp.of(graph);
    Set<GraphOp> loss = new HashSet<>();
    for (GraphOp op : ops) {
      boolean part =
          op.inputs().stream().anyMatch(dropped::contains)
              || op.outputs().stream().anyMatch(dropped::contains);
      if (part) {
        loss.add(op);
        dropped.addAll(op.outputs());
      }
    }
    Set<String> read = new HashSet<>();
    ops.stream().filter(o -> !loss.contains(o)).forEach(o -> read.addAll(o.inputs()));
    List<String> outputs = new ArrayList<>();
    for (GraphOp op : ops) {
      for (String out : loss.contains(op) ? List.<String>of() : op.outputs()) {
        if (!read.contains(out) && graph.getVariable(out).dataType().isFPType()) {
          outputs.add(out);
        }
      }
    }
    if (outputs.isEmpty()) {
      throw new BadInputException(
          "no result that is neither read nor part of the loss",
          "outputs of the model",
          "the graph",
          "name them: SameDiffs.of(graph, List.of(\"logits\")), or --outputs");
    }
    return outputs;
  }

  /** The placeholders of a graph that only training feeds. */
  static Set<String> labels(SameDiff graph) {
    Set<String> labels = new HashSet<>();
    TrainingConfig training = graph.getTrainingConfig();
    if (training != null) {
      addAll(labels, training.getDataSetLabelMapping());
      addAll(labels, training.getDataSetLabelMaskMapping());
    }
    return labels;
  }

  private static void addAll(Set<String> into, List<String> names) {
    if (names != null) {
      into.addAll(names);
    }
  }
}
