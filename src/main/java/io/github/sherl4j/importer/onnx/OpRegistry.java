package io.github.sherl4j.importer.onnx;

import com.google.common.primitives.Ints;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.UnsupportedOp;
import io.github.sherl4j.internal.Names;
import io.github.sherl4j.internal.Origins;
import io.github.sherl4j.internal.Services;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;

/** Finds the mapper of a node, and lists all nodes that have none. */
final class OpRegistry {

  private final List<OpMapper> mappers;
  private final String complaint;
  private final Map<String, Integer> versions = new LinkedHashMap<>();

  /** All mappers on the class path, for the operator versions of a model. */
  OpRegistry(ModelProto model) {
    this(model, Services.find(OpMapper.class, OpMapper::types));
  }

  OpRegistry(ModelProto model, List<OpMapper> mappers) {
    this(model, new Services.Found<>(mappers, List.of()));
  }

  private OpRegistry(ModelProto model, Services.Found<OpMapper> found) {
    this.complaint = found.complaint();
    this.mappers =
        found.services().stream().sorted((a, b) -> Boolean.compare(isOwn(a), isOwn(b))).toList();
    for (OperatorSetIdProto id : model.getOpsetImportList()) {
      versions.put(domain(id.getDomain()), Ints.saturatedCast(id.getVersion()));
    }
  }

  private static boolean isOwn(OpMapper mapper) {
    return Origins.isOwn(mapper.getClass());
  }

  private static String domain(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  /** The version of the operator set of a node. */
  int version(NodeProto node) {
    return versions.getOrDefault(domain(node.getDomain()), 1);
  }

  /** The mapper of a node. */
  Optional<OpMapper> find(NodeProto node) {
    int version = version(node);
    return mappers.stream()
        .filter(m -> domain(m.domain()).equals(domain(node.getDomain())))
        .filter(m -> m.sinceVersion() <= version && version <= m.untilVersion())
        .filter(m -> m.types().contains(node.getOpType()))
        .findFirst();
  }

  /** Whether a node is what the standard says it is: no mapper of a plug-in stands in its place. */
  boolean isStandard(NodeProto node) {
    return domain(node.getDomain()).isEmpty() && find(node).map(OpRegistry::isOwn).orElse(false);
  }

  /** Every operator of a model that has no mapper, or whose attributes its mapper objects to. */
  List<UnsupportedOp> unsupported(ModelProto model, String where) {
    return unsupported(model.getGraph(), where);
  }

  /** Like {@link #unsupported(ModelProto, String)}; branches are looked into when one is taken. */
  List<UnsupportedOp> unsupported(GraphProto graph, String where) {
    Map<String, UnsupportedOp> found = new LinkedHashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      if (Branches.isBranch(node)) {
        continue;
      }
      Optional<OpMapper> mapper = find(node);
      Optional<String> problem =
          mapper.isPresent()
              ? mapper.get().objection(new OpAttributes(node, where))
              : Optional.of(remedy(node));
      problem.ifPresent(
          text ->
              found.merge(
                  label(node) + text,
                  new UnsupportedOp(label(node), 1, Nodes.name(node), text),
                  (a, b) -> new UnsupportedOp(a.op(), a.count() + 1, a.firstNode(), a.remedy())));
    }
    return List.copyOf(found.values());
  }

  private static String label(NodeProto node) {
    String domain = domain(node.getDomain());
    return domain.isEmpty() ? node.getOpType() : domain + "." + node.getOpType();
  }

  private String remedy(NodeProto node) {
    TreeSet<String> known = new TreeSet<>();
    mappers.stream()
        .filter(m -> domain(m.domain()).equals(domain(node.getDomain())))
        .forEach(m -> known.addAll(m.types()));
    return "export with standard operators (torch: opset_version=17, no graph optimisation), or put"
        + " an OpMapper for it on the class path; "
        + Names.didYouMean(node.getOpType(), known)
        + complaint;
  }

  /** One exception for all of them. */
  static UnsupportedOpException refuse(List<UnsupportedOp> ops, String where) {
    return new UnsupportedOpException(
        ops.stream()
            .map(o -> o.op() + " (" + o.count() + " nodes, first " + o.firstNode() + ")")
            .collect(Collectors.joining(", ")),
        "operators that are mapped",
        where,
        ops.stream().map(o -> o.op() + ": " + o.remedy()).collect(Collectors.joining("; ")));
  }
}
