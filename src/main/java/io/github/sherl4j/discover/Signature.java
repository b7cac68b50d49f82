package io.github.sherl4j.discover;

import com.google.common.collect.ImmutableMultiset;
import io.github.sherl4j.importer.OpNode;
import java.util.BitSet;
import java.util.Optional;

/**
 * What a group of operators does, coarsely: its products and convolutions with weights, its
 * products of data with data, its activations. Reshapes, masks and shape arithmetic do not count,
 * because exporters fold them differently in the first block and in shifted windows.
 */
final class Signature {

  static final String CONVOLUTION = "convolution";

  private static final String MIXING = "mixing";
  private static final String TRANSPOSE = "transpose";

  private Signature() {}

  static ImmutableMultiset<String> of(Graph graph, BitSet ops) {
    ImmutableMultiset.Builder<String> result = ImmutableMultiset.builder();
    ops.stream().forEach(i -> label(graph, i).ifPresent(result::add));
    return result.build();
  }

  private static Optional<String> label(Graph graph, int position) {
    OpNode op = graph.op(position);
    if (OpKinds.convolution(op)) {
      return Optional.of(CONVOLUTION);
    }
    if (OpKinds.composite(op)) {
      return Optional.of(OpKinds.type(op));
    }
    if (OpKinds.projection(op)) {
      return Optional.of(graph.heavy(position) ? "projection" : MIXING);
    }
    if (OpKinds.softmax(op)) {
      return Optional.of("softmax");
    }
    if (OpKinds.activation(op)) {
      return Optional.of("activation");
    }
    return OpKinds.transpose(op) ? Optional.of(TRANSPOSE) : Optional.empty();
  }

  /** Only whether it mixes tokens: attention or not, whatever is projected or convolved with it. */
  static ImmutableMultiset<String> kind(ImmutableMultiset<String> signature) {
    return signature.contains(MIXING) ? ImmutableMultiset.of(MIXING) : ImmutableMultiset.of();
  }

  /** Without the transposes, which tell token mixing from channel mixing but little else. */
  static ImmutableMultiset<String> coarse(ImmutableMultiset<String> signature) {
    return signature.stream()
        .filter(s -> !s.equals(TRANSPOSE))
        .collect(ImmutableMultiset.toImmutableMultiset());
  }
}
