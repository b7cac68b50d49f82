package io.github.sherl4j.importer.onnx.write;

import io.github.sherl4j.importer.onnx.OnnxModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.ValueInfoProto;

/** The part of an ONNX file that some of its tensors need. Stateless, thread-safe. */
public final class OnnxPart {

  private OnnxPart() {}

  /**
   * A model that computes these tensors and nothing else.
   *
   * @param externalData whether initializers may lie in other files of the folder of {@code in}
   * @param tensors its outputs
   * @return the bytes of its file, outside the Java heap
   * @throws io.github.sherl4j.SherlException if {@code in} is no sound ONNX file
   */
  public static ByteBuffer of(Path in, boolean externalData, Collection<String> tensors) {
    try (OnnxModel model = OnnxModel.open(in, externalData)) {
      GraphProto whole = model.proto().getGraph();
      Set<String> needed = new HashSet<>(tensors);
      List<NodeProto> nodes = nodes(whole, needed);
      GraphProto.Builder graph = whole.toBuilder().clearNode().clearInitializer();
      graph.addAllNode(nodes).clearOutput().clearInput();
      tensors.forEach(t -> graph.addOutput(ValueInfoProto.newBuilder().setName(t)));
      whole.getInputList().stream()
          .filter(i -> needed.contains(i.getName()))
          .forEach(graph::addInput);
      List<Initializer> initializers = new ArrayList<>();
      for (int i = 0; i < whole.getInitializerCount(); i++) {
        if (needed.contains(whole.getInitializer(i).getName())) {
          initializers.add(Initializer.kept(model, i));
        }
      }
      return ModelStream.bytes(
          in, model.proto().toBuilder().clearGraph().build(), graph.build(), initializers);
    }
  }

  /** The nodes that are needed, in order; adds whatever they read to {@code needed}. */
  private static List<NodeProto> nodes(GraphProto graph, Set<String> needed) {
    List<NodeProto> kept = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) { // sorted, as ONNX has it
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        kept.add(0, node);
        reads(node, needed);
      }
    }
    return kept;
  }

  private static void reads(NodeProto node, Set<String> into) {
    into.addAll(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      List<GraphProto> inside = new ArrayList<>(attribute.getGraphsList());
      if (attribute.hasG()) {
        inside.add(attribute.getG());
      }
      for (GraphProto graph : inside) {
        graph.getNodeList().forEach(n -> reads(n, into));
        graph.getOutputList().forEach(o -> into.add(o.getName()));
      }
    }
  }
}
