package io.github.sherl4j.importer.onnx;

import onnx.Onnx.NodeProto;

/** Words for nodes in messages. */
final class Nodes {

  private Nodes() {}

  /** The node's name, or that of its first output where it has none. */
  static String name(NodeProto node) {
    if (!node.getName().isEmpty()) {
      return node.getName();
    }
    return node.getOutputCount() > 0 ? node.getOutput(0) : node.getOpType();
  }
}
