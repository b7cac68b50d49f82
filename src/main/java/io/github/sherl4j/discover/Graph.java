package io.github.sherl4j.discover;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The operators of a backbone with who makes and who reads each tensor. Operators are spoken of by
 * their position in topological order. Immutable.
 */
final class Graph {

  private final List<OpNode> ops;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Function<String, Optional<TensorInfo>> tensors;
  private final ToLongFunction<String> weightSize;
  private final Map<String, Integer> producer = new HashMap<>();
  private final ListMultimap<String, Integer> readers;
  private final Set<String> live = new LinkedHashSet<>();

  Graph(
      List<OpNode> ops,
      List<String> inputs,
      List<String> outputs,
      Function<String, Optional<TensorInfo>> tensors,
      ToLongFunction<String> weightSize) {
    this.ops = List.copyOf(ops);
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.tensors = tensors;
    this.weightSize = weightSize;
    ImmutableListMultimap.Builder<String, Integer> reads = ImmutableListMultimap.builder();
    live.addAll(inputs);
    for (int i = 0; i < ops.size(); i++) {
      OpNode op = ops.get(i);
      for (String t : new LinkedHashSet<>(op.inputs())) {
        reads.put(t, i);
      }
      for (String t : op.outputs()) {
        producer.put(t, i);
      }
      if (op.inputs().stream().anyMatch(live::contains)) {
        live.addAll(op.outputs());
      }
    }
    readers = reads.build();
  }

  int size() {
    return ops.size();
  }

  OpNode op(int position) {
    return ops.get(position);
  }

  /** The operators at these positions, in topological order. */
  List<OpNode> ops(BitSet positions) {
    return positions.stream().mapToObj(ops::get).toList();
  }

  List<String> inputs() {
    return inputs;
  }

  List<String> outputs() {
    return outputs;
  }

  /** Position of the operator that makes a tensor; empty for a model input. */
  Optional<Integer> producer(String tensor) {
    return Optional.ofNullable(producer.get(tensor));
  }

  List<Integer> readers(String tensor) {
    return readers.get(tensor);
  }

  /** Whether the value depends on a model input (rather than on weights alone). */
  boolean live(String tensor) {
    return live.contains(tensor);
  }

  /** All tensors that depend on a model input, the inputs themselves first. */
  Set<String> liveTensors() {
    return live;
  }

  Optional<TensorInfo> info(String tensor) {
    return tensors.apply(tensor);
  }

  boolean isFloat(String tensor) {
    return info(tensor).map(i -> i.dtype().isFPType()).orElse(false);
  }

  long weightSize(String weight) {
    return weightSize.applyAsLong(weight);
  }

  /** A matrix product or convolution with a weight, or a layer that holds some. */
  boolean heavy(int position) {
    OpNode op = op(position);
    return OpKinds.convolution(op)
        || OpKinds.composite(op)
        || (OpKinds.projection(op) && op.inputs().stream().filter(this::live).count() == 1);
  }

  /**
   * Whether it makes, of weights or sizes alone (a transposed weight), what only a region reads.
   */
  boolean preparesWeights(int position, BitSet region) {
    return op(position).outputs().stream()
        .allMatch(
            t -> !live(t) && !outputs.contains(t) && readers(t).stream().allMatch(region::get));
  }

  /** Every operator whose result depends on one of these tensors. */
  BitSet descendants(List<String> from) {
    BitSet seen = new BitSet();
    Deque<String> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      for (int reader : readers(open.pop())) {
        if (!seen.get(reader)) {
          seen.set(reader);
          open.addAll(op(reader).outputs());
        }
      }
    }
    return seen;
  }

  /** A tensor and all that it reaches through floating-point tensors alone. */
  Set<String> carried(String from) {
    Set<String> seen = new LinkedHashSet<>(List.of(from));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (int reader : readers(open.pop())) {
        op(reader).outputs().stream().filter(this::isFloat).filter(seen::add).forEach(open::add);
      }
    }
    return seen;
  }

  /** Every operator that one of these tensors depends on, its own producer included. */
  BitSet ancestors(List<String> of) {
    BitSet all = new BitSet();
    all.set(0, size());
    return ancestors(of, all);
  }

  /** The same without ever leaving a region. */
  BitSet ancestors(List<String> of, BitSet region) {
    BitSet seen = new BitSet();
    Deque<String> open = new ArrayDeque<>(of);
    while (!open.isEmpty()) {
      Integer made = producer.get(open.pop());
      if (made != null && region.get(made) && !seen.get(made)) {
        seen.set(made);
        open.addAll(op(made).inputs());
      }
    }
    return seen;
  }

  /** Operators on some path between two tensors, whatever the element type. */
  BitSet between(String from, String to) {
    BitSet found = descendants(List.of(from));
    found.and(ancestors(List.of(to)));
    return found;
  }

  /** What these operators read and do not make: model inputs first, then in topological order. */
  List<String> liveIns(BitSet region) {
    Set<String> reads = new LinkedHashSet<>();
    region.stream().forEach(i -> reads.addAll(op(i).inputs()));
    List<String> result = new ArrayList<>();
    for (String t : live) {
      Integer made = producer.get(t);
      if (reads.contains(t) && (made == null || !region.get(made))) {
        result.add(t);
      }
    }
    return result;
  }

  /**
   * The tensors at which an input turns into floating-point data: itself, or the rows looked up for
   * its ids. A mask that is merely converted to float counts only where nothing is looked up.
   */
  List<String> entries(String input) {
    if (isFloat(input)) {
      return List.of(input);
    }
    List<String> looked = new ArrayList<>();
    List<String> converted = new ArrayList<>();
    Set<String> whole = new LinkedHashSet<>(List.of(input));
    for (int i = 0; i < ops.size(); i++) {
      OpNode op = ops.get(i);
      if (op.inputs().stream().noneMatch(whole::contains)) {
        continue;
      }
      for (String t : op.outputs()) {
        if (!isFloat(t)) {
          whole.add(t);
        } else if (OpKinds.lookup(op) && op.inputs().stream().filter(this::live).count() == 1) {
          looked.add(t);
        } else if (op.inputs().stream().noneMatch(this::isFloat)) {
          converted.add(t);
        }
      }
    }
    return looked.isEmpty() ? converted : looked;
  }

  @Override
  public String toString() {
    return Objects.toString(inputs) + " -> " + outputs + ", " + ops.size() + " operators";
  }
}
