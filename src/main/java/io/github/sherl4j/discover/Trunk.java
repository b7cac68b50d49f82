package io.github.sherl4j.discover;

import com.google.common.collect.ImmutableMultiset;
import io.github.sherl4j.discover.Part.Kind;
import io.github.sherl4j.importer.OpNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The floating-point data path from one tensor to another, cut into {@link Part}s.
 *
 * <p>A cut is a tensor that every path from source to target passes. Walking the path's operators
 * in any topological order, a tensor is a cut exactly when it is the only one still waiting for a
 * reader: all its ancestors have run by then and none of its descendants. So one sweep finds all
 * cuts. Edges through integers and booleans (shapes, indices, conditions) are no data path, which
 * keeps shape arithmetic and {@code argmax} pooling from tying everything together.
 *
 * @param source first tensor
 * @param target last tensor
 * @param parts the pieces in order; neighbours share a tensor
 */
record Trunk(String source, String target, List<Part> parts) {

  /** Cuts the path; there are no parts if no data flows from source to target. */
  static Trunk of(Graph graph, String source, String target) {
    Set<String> path = new LinkedHashSet<>(List.of(source));
    BitSet onPath = new BitSet();
    for (int i = 0; i < graph.size(); i++) {
      OpNode op = graph.op(i);
      if (op.inputs().stream().anyMatch(path::contains)) {
        for (String t : op.outputs()) {
          if (graph.isFloat(t)) {
            path.add(t);
            onPath.set(i);
          }
        }
      }
    }
    if (!path.contains(target) || target.equals(source)) {
      return new Trunk(source, target, List.of());
    }
    Map<String, Integer> waiting = waiting(graph, path, onPath, target);
    return new Trunk(source, target, sweep(graph, source, onPath, waiting));
  }

  /** Readers on the path to the target, by tensor; drops from the path what never gets there. */
  private static Map<String, Integer> waiting(
      Graph graph, Set<String> path, BitSet onPath, String target) {
    Map<String, Integer> waiting = new HashMap<>(Map.of(target, 1));
    for (int i = onPath.previousSetBit(graph.size()); i >= 0; i = onPath.previousSetBit(i - 1)) {
      OpNode op = graph.op(i);
      if (op.outputs().stream().noneMatch(waiting::containsKey)) {
        onPath.clear(i);
        continue;
      }
      for (String t : new LinkedHashSet<>(op.inputs())) {
        if (path.contains(t)) {
          waiting.merge(t, 1, Integer::sum);
        }
      }
    }
    return waiting;
  }

  private static List<Part> sweep(
      Graph graph, String source, BitSet onPath, Map<String, Integer> waiting) {
    List<Part> parts = new ArrayList<>();
    Set<String> open = new LinkedHashSet<>(List.of(source));
    BitSet slice = new BitSet();
    String from = source;
    for (int i = onPath.nextSetBit(0); i >= 0; i = onPath.nextSetBit(i + 1)) {
      slice.set(i);
      for (String t : new LinkedHashSet<>(graph.op(i).inputs())) {
        if (waiting.containsKey(t) && waiting.merge(t, -1, Integer::sum) == 0) {
          open.remove(t);
        }
      }
      for (String t : graph.op(i).outputs()) {
        if (waiting.containsKey(t)) {
          open.add(t);
        }
      }
      if (open.size() == 1) {
        String to = open.iterator().next();
        parts.add(part(graph, from, to, slice));
        from = to;
        slice = new BitSet();
      }
    }
    return List.copyOf(parts);
  }

  private static Part part(Graph graph, String from, String to, BitSet slice) {
    ImmutableMultiset<String> types =
        slice.stream()
            .mapToObj(i -> OpKinds.type(graph.op(i)))
            .collect(ImmutableMultiset.toImmutableMultiset());
    Kind kind = kind(graph, to, slice);
    BitSet body = kind == Kind.RESIDUAL ? longestBranch(graph, to, slice) : slice;
    return new Part(from, to, slice, kind, Signature.of(graph, body), types);
  }

  private static Kind kind(Graph graph, String to, BitSet slice) {
    boolean heavy = slice.stream().anyMatch(graph::heavy);
    if (slice.cardinality() > 1) {
      boolean carries =
          heavy
              || slice.stream()
                  .mapToObj(graph::op)
                  .anyMatch(op -> !op.weights().isEmpty() || OpKinds.pooling(op));
      if (carries && OpKinds.join(graph.op(graph.producer(to).orElseThrow()))) {
        return Kind.RESIDUAL;
      }
      if (heavy) {
        return Kind.GATE;
      }
    } else if (heavy) {
      return OpKinds.composite(graph.op(slice.nextSetBit(0))) ? Kind.LAYER : Kind.LINEAR;
    }
    boolean bends =
        slice.stream()
            .mapToObj(graph::op)
            .anyMatch(op -> OpKinds.activation(op) || OpKinds.softmax(op));
    return bends ? Kind.ACTIVATION : Kind.PLAIN;
  }

  /** Of what the join brings together, the branch that does most; the shortcut is left out. */
  private static BitSet longestBranch(Graph graph, String to, BitSet slice) {
    OpNode join = graph.op(graph.producer(to).orElseThrow());
    BitSet best = new BitSet();
    long bestWork = -1;
    for (String t : join.inputs()) {
      BitSet branch = graph.ancestors(List.of(t), slice);
      long work =
          branch.stream().filter(graph::heavy).count() * (graph.size() + 1L) + branch.cardinality();
      if (work > bestWork) {
        bestWork = work;
        best = branch;
      }
    }
    return best;
  }
}
