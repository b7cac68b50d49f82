package io.github.sherl4j.discover;

import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx;
import org.nd4j.linalg.api.buffer.DataType;

/** Reads the graph of an ONNX file approximately as an importer would; a stand-in until then. */
final class FixtureGraphs {

  private static final Set<String> INTEGER = Set.of("Shape", "Size", "ArgMax", "ArgMin", "NonZero");
  private static final Set<String> BOOL =
      Set.of(
          "Equal",
          "Less",
          "LessOrEqual",
          "Greater",
          "GreaterOrEqual",
          "Not",
          "And",
          "Or",
          "IsNaN",
          "IsInf");

  private FixtureGraphs() {}

  static Graph read(Path file) throws IOException {
    Onnx.GraphProto g;
    try (InputStream in = Files.newInputStream(file)) {
      g = Onnx.ModelProto.parseFrom(in).getGraph();
    }
    Map<String, Long> sizes = new LinkedHashMap<>();
    Map<String, Set<String>> constants = new HashMap<>();
    Map<String, Boolean> isFloat = new HashMap<>();
    for (Onnx.TensorProto t : g.getInitializerList()) {
      boolean f = floating(t.getDataType());
      isFloat.put(t.getName(), f);
      if (f) {
        sizes.put(t.getName(), t.getDimsList().stream().reduce(1L, (a, b) -> a * b));
      }
      constants.put(t.getName(), f ? Set.of(t.getName()) : Set.of());
    }
    Map<String, TensorInfo> infos = new HashMap<>();
    List<String> inputs = new ArrayList<>();
    for (Onnx.ValueInfoProto v : g.getInputList()) {
      if (!constants.containsKey(v.getName())) {
        inputs.add(v.getName());
        isFloat.put(v.getName(), floating(v.getType().getTensorType().getElemType()));
      }
    }
    Map<String, List<Long>> shapes = new HashMap<>();
    List<Onnx.ValueInfoProto> known = new ArrayList<>(g.getValueInfoList());
    known.addAll(g.getInputList());
    known.addAll(g.getOutputList());
    for (Onnx.ValueInfoProto v : known) {
      shapes.put(
          v.getName(),
          v.getType().getTensorType().getShape().getDimList().stream()
              .map(d -> d.hasDimValue() ? d.getDimValue() : -1L)
              .collect(Collectors.toList()));
    }
    List<OpNode> ops = new ArrayList<>();
    for (Onnx.NodeProto n : g.getNodeList()) {
      List<String> in = n.getInputList().stream().filter(s -> !s.isEmpty()).toList();
      boolean f = type(n, in, isFloat);
      n.getOutputList().forEach(o -> isFloat.put(o, f));
      Set<String> weights = new LinkedHashSet<>();
      in.stream().filter(constants::containsKey).forEach(t -> weights.addAll(constants.get(t)));
      if (in.stream().allMatch(constants::containsKey)) {
        n.getOutputList().forEach(o -> constants.put(o, weights));
        continue;
      }
      List<String> data = in.stream().filter(t -> !constants.containsKey(t)).toList();
      ops.add(
          new OpNode(n.getName(), n.getOpType(), data, List.copyOf(weights), n.getOutputList()));
    }
    isFloat.forEach(
        (t, f) ->
            infos.put(
                t,
                new TensorInfo(
                    t, f ? DataType.FLOAT : DataType.INT64, shapes.getOrDefault(t, List.of()))));
    List<String> outputs = g.getOutputList().stream().map(Onnx.ValueInfoProto::getName).toList();
    return new Graph(ops, inputs, outputs, t -> Optional.ofNullable(infos.get(t)), sizes::get);
  }

  private static boolean floating(int type) {
    return type == 1 || type == 10 || type == 11 || type == 16;
  }

  private static boolean type(Onnx.NodeProto n, List<String> in, Map<String, Boolean> isFloat) {
    String op = n.getOpType();
    if (INTEGER.contains(op) || BOOL.contains(op)) {
      return false;
    }
    if (op.equals("Cast")) {
      return floating((int) n.getAttribute(0).getI());
    }
    if (op.equals("Constant") || op.equals("ConstantOfShape")) {
      for (Onnx.AttributeProto a : n.getAttributeList()) {
        return a.getName().equals("value")
            ? floating(a.getT().getDataType())
            : !a.getName().equals("value_int") && !a.getName().equals("value_ints");
      }
      return op.equals("ConstantOfShape");
    }
    if (op.equals("Where")) {
      return isFloat.get(in.get(1));
    }
    return in.isEmpty() || isFloat.get(in.get(0));
  }
}
