package io.github.sherl4j.importer.onnx;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.github.sherl4j.engine.Surgery;
import io.github.sherl4j.importer.FusedPattern;
import io.github.sherl4j.importer.onnx.fuse.Fused;
import io.github.sherl4j.importer.onnx.fuse.Fusion;
import io.github.sherl4j.importer.onnx.fuse.Step;
import io.github.sherl4j.importer.onnx.fuse.Value;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Looks for patterns that end at a node before it is mapped. The operations of the nodes in between
 * are taken back, so only patterns count whose inner tensors nothing else reads.
 */
final class Fuser {

  private final List<Fusion> fusions;
  private final Emitter emitter;
  private final Multiset<String> readers = HashMultiset.create();
  private final Map<String, Step> makers = new HashMap<>();
  private final Map<String, Operand> operands = new HashMap<>();
  private final Map<Step, Integer> order = new HashMap<>();

  Fuser(GraphProto graph, List<Fusion> fusions, Emitter emitter) {
    this.fusions = fusions;
    this.emitter = emitter;
    if (!fusions.isEmpty()) {
      count(graph);
    }
  }

  /** Every node counts once for a tensor that it reads, and so does a graph that returns it. */
  private void count(GraphProto graph) {
    graph.getOutputList().forEach(o -> readers.add(o.getName()));
    for (NodeProto node : graph.getNodeList()) {
      readers.addAll(new HashSet<>(node.getInputList()));
      for (AttributeProto a : node.getAttributeList()) {
        Stream.concat(Stream.of(a.getG()), a.getGraphsList().stream()).forEach(this::count);
      }
    }
  }

  /** Remembers a node that is now in the graph, or fused. */
  void note(NodeProto node, List<Operand> read, List<Operand> results) {
    if (fusions.isEmpty() || results.size() != 1 || results.get(0) == null) {
      return;
    }
    Operand made = results.get(0);
    if (made.name().equals(node.getOutput(0)) && !made.isElements()) {
      Step step = step(node, read);
      operands.put(made.name(), made);
      order.put(step, order.size());
      if (step.isWhole()) {
        makers.put(made.name(), step);
      }
    }
  }

  /** Gives a node the result of a pattern that it ends, if it ends one. */
  Optional<FusedPattern> fuse(NodeProto node, OpContext op, List<Operand> read) {
    if (fusions.isEmpty() || node.getOutputCount() != 1 || node.getOutput(0).isEmpty()) {
      return Optional.empty();
    }
    Step root = step(node, read);
    if (!root.isWhole()) {
      return Optional.empty();
    }
    for (Fusion fusion : fusions) {
      Optional<Fused> found = fusion.match(root);
      Optional<Set<Step>> interior = found.flatMap(f -> f.interior(root));
      if (interior.isPresent() && isClosed(root, interior.orElseThrow())) {
        return Optional.of(replace(root, found.orElseThrow(), interior.orElseThrow(), op));
      }
    }
    return Optional.empty();
  }

  private boolean isClosed(Step root, Set<Step> interior) {
    Multiset<String> own = HashMultiset.create();
    Stream.concat(Stream.of(root), interior.stream())
        .forEach(s -> s.inputs().stream().map(Value::name).distinct().forEach(own::add));
    return interior.stream().allMatch(s -> readers.count(s.output()) == own.count(s.output()));
  }

  private FusedPattern replace(Step root, Fused fused, Set<Step> interior, OpContext op) {
    List<Operand> reads = fused.reads().stream().map(this::operand).toList();
    List<SDVariable> variables = reads.stream().map(emitter::variable).toList();
    SDVariable result = fused.form().emit(emitter.graph(), variables);
    op.result(result, reads.get(0).dtype(), fused.shape());
    List<String> inner =
        interior.stream()
            .sorted(Comparator.comparing(order::get))
            .map(Step::output)
            .collect(Collectors.toList());
    Surgery.removeUnread(
        emitter.graph(),
        inner.stream().map(n -> operands.get(n).variable()).toList(),
        emitter::isBound);
    return new FusedPattern(fused.pattern(), root.output(), inner);
  }

  private Operand operand(Value value) {
    return operands.get(value.name());
  }

  private Step step(NodeProto node, List<Operand> read) {
    Map<String, List<Long>> attributes = new HashMap<>();
    for (AttributeProto a : node.getAttributeList()) {
      if (a.getType() == AttributeProto.AttributeType.INT) {
        attributes.put(a.getName(), List.of(a.getI()));
      } else if (a.getType() == AttributeProto.AttributeType.INTS) {
        attributes.put(a.getName(), a.getIntsList());
      }
    }
    List<Value> inputs = read.stream().filter(Objects::nonNull).map(this::value).toList();
    return new Step(node.getOpType(), inputs, node.getOutput(0), attributes);
  }

  private Value value(Operand o) {
    operands.putIfAbsent(o.name(), o);
    return new Value(
        o.name(),
        o.dtype(),
        o.shape(),
        o.isElements(),
        o::elements,
        Optional.ofNullable(makers.get(o.name())));
  }
}
