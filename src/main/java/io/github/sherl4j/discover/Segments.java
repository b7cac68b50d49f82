package io.github.sherl4j.discover;

import com.google.common.collect.ImmutableMultiset;
import io.github.sherl4j.discover.Part.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutional blocks without a shortcut, such as the strided inverted bottlenecks of MobileNet
 * and the transitions of DenseNet.
 *
 * <p>Two convolutions with nothing between them that bends never belong to one block (they would be
 * one convolution), so a stretch is split there. A piece is a block if it bends inside and ends
 * linearly, like the branches of the residual blocks beside it; a piece that only resamples
 * (ConvNeXt's downsampling, Swin's patch merging) is not.
 */
final class Segments {

  private Segments() {}

  /** Start (inclusive) and end (exclusive) of a piece in the parts of a trunk. */
  record Span(int start, int end) {}

  /** The blocks among the parts {@code start} to {@code end} (exclusive) of a trunk. */
  static List<Span> blocks(List<Part> parts, int start, int end) {
    List<Span> result = new ArrayList<>();
    int begin = start;
    boolean afterLinear = false;
    for (int i = start; i < end; i++) {
      Part part = parts.get(i);
      if (part.kind() == Kind.LINEAR && afterLinear) {
        result.add(new Span(begin, i));
        begin = i;
      }
      afterLinear = part.kind() == Kind.LINEAR || (afterLinear && part.kind() == Kind.PLAIN);
    }
    result.add(new Span(begin, end));
    result.removeIf(s -> !isBlock(parts.subList(s.start(), s.end())));
    return result;
  }

  /** The same before the first residual block, where the first convolution is the stem. */
  static List<Span> afterStem(List<Part> parts, int end) {
    int seen = 0;
    for (int i = 0; i < end; i++) {
      if (parts.get(i).weighted() && ++seen == 2) {
        return blocks(parts, i, end);
      }
    }
    return List.of();
  }

  static ImmutableMultiset<String> signature(List<Part> parts) {
    return parts.stream()
        .flatMap(p -> p.body().stream())
        .collect(ImmutableMultiset.toImmutableMultiset());
  }

  private static boolean isBlock(List<Part> parts) {
    boolean bends = false;
    boolean endsLinearly = false;
    for (Part part : parts) {
      if (part.kind() == Kind.LINEAR) {
        if (!part.body().contains(Signature.CONVOLUTION)) {
          return false;
        }
        endsLinearly = bends;
      } else if (part.bends()) {
        bends = true;
        endsLinearly = false;
      }
    }
    return endsLinearly;
  }
}
