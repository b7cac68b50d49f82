package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.CorruptFileException;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;

/**
 * Checks the sizes of sliding windows (convolutions, pooling) whatever operator has them: native
 * code divides by strides and group counts, and a division by zero ends the JVM.
 */
final class WindowCheck {

  private static final Set<String> POSITIVE =
      Set.of("strides", "dilations", "kernel_shape", "group", "groups");

  private WindowCheck() {}

  static void check(NodeProto node, String where) {
    boolean windowed = false;
    for (AttributeProto a : node.getAttributeList()) {
      if (POSITIVE.contains(a.getName())) {
        positive(a, node, where);
        windowed |= a.getName().equals("strides") || a.getName().equals("kernel_shape");
      }
    }
    for (AttributeProto a : node.getAttributeList()) {
      if (windowed && a.getName().equals("pads")) {
        a.getIntsList().forEach(v -> within(v, 0, a, node, where));
      }
    }
  }

  private static void positive(AttributeProto a, NodeProto node, String where) {
    if (a.getType() == AttributeProto.AttributeType.INT) {
      within(a.getI(), 1, a, node, where);
    }
    a.getIntsList().forEach(v -> within(v, 1, a, node, where));
  }

  private static void within(long value, long least, AttributeProto a, NodeProto n, String where) {
    if (value < least || value > Integer.MAX_VALUE) {
      throw new CorruptFileException(
          a.getName() + " " + value,
          "a number from " + least + " to " + Integer.MAX_VALUE,
          where + ", node " + Nodes.name(n) + " (" + n.getOpType() + ")",
          "export the model again");
    }
  }
}
