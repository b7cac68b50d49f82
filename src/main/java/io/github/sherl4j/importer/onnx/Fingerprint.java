package io.github.sherl4j.importer.onnx;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;

/**
 * SHA-256 over what a model computes: operator versions, the nodes in file order (domain, type,
 * attributes by name, edges), the names of inputs and outputs, and each initializer's name, type,
 * shape and bytes. Names of nodes and of tensors between them, documentation and metadata do not
 * count, nor does the way in which the file encodes its tensors.
 */
final class Fingerprint {

  private final Hasher hasher = Hashing.sha256().newHasher();

  private Fingerprint() {}

  /** The fingerprint as hex. */
  static String of(OnnxModel source) {
    ModelProto model = source.proto();
    Fingerprint f = new Fingerprint();
    f.text("sherl4j onnx 1");
    model.getOpsetImportList().stream()
        .sorted(Comparator.comparing(OperatorSetIdProto::getDomain))
        .forEach(
            id -> {
              f.text(id.getDomain());
              f.hasher.putLong(id.getVersion());
            });
    f.graph(model.getGraph(), source.initializers(), new HashMap<>());
    return f.hasher.hash().toString();
  }

  private void graph(GraphProto graph, List<TensorData> initializers, Map<String, String> outer) {
    Map<String, String> edges = new HashMap<>(outer);
    count(graph.getInputCount());
    for (ValueInfoProto in : graph.getInputList()) {
      text(in.getName());
      edges.put(in.getName(), "input " + in.getName());
    }
    count(initializers.size());
    for (TensorData t : initializers) {
      text(t.proto().getName());
      tensor(t);
      edges.put(t.proto().getName(), "weight " + t.proto().getName());
    }
    count(graph.getNodeCount());
    for (int i = 0; i < graph.getNodeCount(); i++) {
      node(graph.getNode(i), outer.size() + "." + i, edges);
    }
    count(graph.getOutputCount());
    for (ValueInfoProto out : graph.getOutputList()) {
      text(out.getName());
      text(edges.getOrDefault(out.getName(), "?"));
    }
  }

  private void node(NodeProto node, String id, Map<String, String> edges) {
    text(node.getDomain());
    text(node.getOpType());
    List<AttributeProto> attributes =
        node.getAttributeList().stream()
            .sorted(Comparator.comparing(AttributeProto::getName))
            .toList();
    count(attributes.size());
    attributes.forEach(a -> attribute(a, edges));
    count(node.getInputCount());
    node.getInputList().forEach(in -> text(in.isEmpty() ? "" : edges.getOrDefault(in, "?")));
    count(node.getOutputCount());
    for (int i = 0; i < node.getOutputCount(); i++) {
      edges.put(node.getOutput(i), "node " + id + " " + i);
    }
  }

  private void attribute(AttributeProto a, Map<String, String> edges) {
    text(a.getName());
    count(a.getTypeValue());
    if (a.hasT()) {
      tensor(checked(a.getT()));
    }
    a.getTensorsList().forEach(t -> tensor(checked(t)));
    if (a.hasG()) {
      subGraph(a.getG(), edges);
    }
    a.getGraphsList().forEach(g -> subGraph(g, edges));
    bytes(
        a.toBuilder()
            .clearName()
            .clearDocString()
            .clearT()
            .clearTensors()
            .clearG()
            .clearGraphs()
            .build()
            .toByteArray());
  }

  private void subGraph(GraphProto graph, Map<String, String> outer) {
    graph(graph, graph.getInitializerList().stream().map(Fingerprint::checked).toList(), outer);
  }

  private static TensorData checked(TensorProto t) {
    return TensorData.check(t, "fingerprint");
  }

  private void tensor(TensorData data) {
    count(data.type().number());
    count(data.shape().size());
    data.shape().forEach(hasher::putLong);
    data.bytes().forEach(hasher::putBytes);
  }

  private void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(byte[] bytes) {
    count(bytes.length);
    hasher.putBytes(bytes);
  }

  private void count(int n) {
    hasher.putInt(n);
  }
}
