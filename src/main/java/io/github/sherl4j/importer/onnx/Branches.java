package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.UnsupportedOpException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;

/**
 * {@code If} nodes whose condition is known when the model is read, as exports have them for
 * questions about shapes: the branch that is taken replaces the node.
 */
final class Branches {

  private Branches() {}

  /** Whether a node chooses between two graphs. */
  static boolean isBranch(NodeProto node) {
    return node.getOpType().equals("If")
        && (node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx"))
        && node.getInputCount() == 1;
  }

  /** The graph that a condition chooses. */
  static GraphProto taken(NodeProto node, Operand condition, String where) {
    if (condition == null || condition.number().isEmpty()) {
      throw new UnsupportedOpException(
          "If with a condition that is data",
          "a condition known when the model is read",
          where,
          "export for one case, with torch.jit.trace or a fixed shape");
    }
    String name = condition.number().orElseThrow() != 0 ? "then_branch" : "else_branch";
    for (AttributeProto a : node.getAttributeList()) {
      if (a.getName().equals(name) && a.getG().getOutputCount() == node.getOutputCount()) {
        return a.getG();
      }
    }
    throw new CorruptFileException(
        "If without a " + name + " of its outputs", "both branches", where, "export it again");
  }

  /** The same graph with names that are free where the node stands. */
  static GraphProto renamed(GraphProto graph, NodeProto node, Set<String> taken) {
    Map<String, String> names = new HashMap<>();
    GraphProto.Builder copy = graph.toBuilder();
    for (TensorProto.Builder t : copy.getInitializerBuilderList()) {
      t.setName(free(t.getName(), node, taken, names));
    }
    for (NodeProto.Builder n : copy.getNodeBuilderList()) {
      for (int i = 0; i < n.getInputCount(); i++) {
        n.setInput(i, names.getOrDefault(n.getInput(i), n.getInput(i)));
      }
      for (int i = 0; i < n.getOutputCount(); i++) {
        if (!n.getOutput(i).isEmpty()) {
          n.setOutput(i, free(n.getOutput(i), node, taken, names));
        }
      }
    }
    for (ValueInfoProto.Builder o : copy.getOutputBuilderList()) {
      o.setName(names.getOrDefault(o.getName(), o.getName()));
    }
    return copy.build();
  }

  private static String free(
      String name, NodeProto node, Set<String> taken, Map<String, String> names) {
    boolean own = node.getOutputList().contains(name);
    String free = name;
    while (taken.contains(free) || names.containsValue(free) || (own && free.equals(name))) {
      free = node.getOutput(0) + "/" + free;
    }
    names.put(name, free);
    return free;
  }

  /** A node that gives a tensor another name. */
  static NodeProto identity(String from, String to) {
    return NodeProto.newBuilder()
        .setOpType("Identity")
        .setName(to)
        .addInput(from)
        .addOutput(to)
        .build();
  }
}
