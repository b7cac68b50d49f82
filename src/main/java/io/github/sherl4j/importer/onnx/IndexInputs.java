package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.shape.Dim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;

/** Finds the inputs that a model uses, as they are, as indices into a table. */
final class IndexInputs {

  private static final Set<String> KEEPS_ELEMENTS =
      Set.of("Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Expand");

  private final Backbone.Builder backbone;
  private final Map<String, String> origin = new HashMap<>();

  IndexInputs(Backbone.Builder backbone) {
    this.backbone = backbone;
  }

  void input(String name) {
    origin.put(name, name);
  }

  void node(NodeProto node, List<Operand> operands) {
    if (KEEPS_ELEMENTS.contains(node.getOpType()) && origin.containsKey(node.getInput(0))) {
      origin.put(node.getOutput(0), origin.get(node.getInput(0)));
    }
    if (node.getOpType().equals("Gather")) {
      int axis = 0;
      for (AttributeProto a : node.getAttributeList()) {
        axis = a.getName().equals("axis") ? (int) a.getI() : axis;
      }
      limit(node, 1, operands, 0, axis);
    }
    if (node.getOpType().equals("EmbedLayerNormalization")) {
      limit(node, 0, operands, 2, 0);
      limit(node, 1, operands, 4, 0);
      limit(node, 8, operands, 3, 0);
    }
  }

  private void limit(NodeProto node, int index, List<Operand> operands, int table, int axis) {
    boolean both = index < node.getInputCount() && table < operands.size();
    if (both && operands.get(table) != null && origin.containsKey(node.getInput(index))) {
      Dim rows = operands.get(table).shape().dim(axis);
      if (rows.isKnown()) {
        backbone.indexLimit(origin.get(node.getInput(index)), rows.value());
      }
    }
  }
}
