package io.github.sherl4j.discover;

import com.google.common.collect.ImmutableMultiset;
import io.github.sherl4j.discover.Part.Kind;
import io.github.sherl4j.discover.Segments.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Groups the parts of a trunk into blocks.
 *
 * <p>The residual parts are the spine; in a stack of recurrent layers, which has none, the layers
 * are. In a transformer several of them make one block (attention, cross attention, feed-forward):
 * the shortest pattern that repeats over most of the spine. In a convolutional network every
 * residual part is a block, and so are the bottlenecks without a shortcut between them ({@link
 * Segments}). What regularly follows a block without convolving or projecting (a ReLU, the norm of
 * a post-norm transformer, a channel shuffle) closes it.
 */
final class Grouping {

  private static final double COVERAGE = 0.6;

  private final List<Part> parts;
  private final List<Integer> spine;

  private Grouping(List<Part> parts) {
    this.parts = parts;
    spine = all(Kind.RESIDUAL).isEmpty() ? all(Kind.LAYER) : all(Kind.RESIDUAL);
  }

  private List<Integer> all(Kind kind) {
    return IntStream.range(0, parts.size())
        .filter(i -> parts.get(i).kind() == kind)
        .boxed()
        .toList();
  }

  /** Where the blocks of a trunk enter and leave; fewer than two means that none repeat. */
  static List<Boundary> blocks(Graph graph, Trunk trunk) {
    Grouping grouping = new Grouping(trunk.parts());
    List<Span> spans = grouping.spans(graph);
    return spans.size() < 2 ? List.of() : grouping.boundaries(spans);
  }

  /** The tensors at which a block begins and ends. */
  record Boundary(String input, String output) {}

  private List<Span> spans(Graph graph) {
    if (spine.isEmpty()) {
      return List.of();
    }
    boolean convolves =
        2 * spine.stream().filter(i -> convolves(parts.get(i))).count() > spine.size();
    Optional<Tandem> tandem = convolves ? pyramid() : sequence();
    if (tandem.isPresent()) {
      return closed(repeats(tandem.get()));
    }
    if (!convolves) {
      return List.of();
    }
    List<Span> all = new ArrayList<>(shortcutFree(graph));
    all.addAll(closed(spine.stream().map(i -> new Span(i, i + 1)).toList()));
    all.sort(Comparator.comparingInt(Span::start));
    return all;
  }

  private static boolean convolves(Part part) {
    return part.body().contains(Signature.CONVOLUTION);
  }

  /**
   * Attention and feed-forward all along a network that convolves in them, be it only in some
   * stages.
   */
  private Optional<Tandem> pyramid() {
    return tandem(Signature::kind).filter(t -> t.period() > 1 && t.covered() == spine.size());
  }

  /** Layers for token and channel mixing by equal products differ only in their transposes. */
  private Optional<Tandem> sequence() {
    Optional<Tandem> coarse = tandem(Signature::coarse);
    Optional<Tandem> fine = tandem(UnaryOperator.identity()).filter(t -> t.period() > 1);
    boolean finer =
        coarse.isPresent() && coarse.get().period() == 1 && covered(fine) == covered(coarse);
    return (finer ? fine : coarse).filter(t -> t.covered() >= COVERAGE * spine.size());
  }

  private static int covered(Optional<Tandem> tandem) {
    return tandem.map(Tandem::covered).orElse(0);
  }

  private Optional<Tandem> tandem(UnaryOperator<ImmutableMultiset<String>> sight) {
    return Tandem.longest(spine.stream().map(i -> sight.apply(parts.get(i).body())).toList());
  }

  private List<Span> repeats(Tandem tandem) {
    List<Span> spans = new ArrayList<>();
    for (int k = 0; k < tandem.count(); k++) {
      int first = tandem.start() + k * tandem.period();
      spans.add(new Span(spine.get(first), spine.get(first + tandem.period() - 1) + 1));
    }
    return spans;
  }

  private List<Span> shortcutFree(Graph graph) {
    List<Integer> closing = closing(spine.stream().map(i -> new Span(i, i + 1)).toList());
    List<Span> found = new ArrayList<>(Segments.afterStem(parts, spine.get(0)));
    for (int s = 0; s + 1 < spine.size(); s++) {
      found.addAll(Segments.blocks(parts, spine.get(s) + 1 + closing.get(s), spine.get(s + 1)));
    }
    int last = spine.size() - 1;
    int tail = spine.get(last) + 1 + closing.get(last);
    Set<ImmutableMultiset<String>> known = new HashSet<>();
    spine.forEach(i -> known.add(parts.get(i).body()));
    found.forEach(s -> known.add(Segments.signature(parts.subList(s.start(), s.end()))));
    for (Span s : Segments.blocks(parts, tail, endOfMap(graph, tail))) {
      if (known.contains(Segments.signature(parts.subList(s.start(), s.end())))) {
        found.add(s);
      }
    }
    return found;
  }

  private int endOfMap(Graph graph, int start) {
    int i = start;
    while (i < parts.size()
        && (parts.get(i).ops().cardinality() > 1
            || !OpKinds.endsMap(graph.op(parts.get(i).ops().nextSetBit(0))))) {
      i++;
    }
    return i;
  }

  /** Extends each block by what closes it. */
  private List<Span> closed(List<Span> blocks) {
    List<Integer> closing = closing(blocks);
    List<Span> result = new ArrayList<>();
    for (int b = 0; b < blocks.size(); b++) {
      result.add(new Span(blocks.get(b).start(), blocks.get(b).end() + closing.get(b)));
    }
    return result;
  }

  /** How many of the parts after each block belong to it: what is common to all of them. */
  private List<Integer> closing(List<Span> blocks) {
    List<ImmutableMultiset<String>> common = null;
    for (int b = 0; b + 1 < blocks.size(); b++) {
      List<Part> gap = parts.subList(blocks.get(b).end(), blocks.get(b + 1).start());
      if (gap.stream().noneMatch(Part::weighted)) {
        List<ImmutableMultiset<String>> types = gap.stream().map(Part::types).toList();
        common = common == null ? types : types.subList(0, commonPrefix(common, types));
      }
    }
    List<Integer> result = new ArrayList<>();
    for (Span block : blocks) {
      List<ImmutableMultiset<String>> after =
          parts.subList(block.end(), parts.size()).stream().map(Part::types).toList();
      result.add(common == null ? 0 : commonPrefix(common, after));
    }
    return result;
  }

  private static int commonPrefix(List<?> a, List<?> b) {
    int n = 0;
    while (n < a.size() && n < b.size() && a.get(n).equals(b.get(n))) {
      n++;
    }
    return n;
  }

  /** A block begins where the one before ended, unless something weighted lies between. */
  private List<Boundary> boundaries(List<Span> spans) {
    List<Boundary> result = new ArrayList<>();
    int end = -1;
    for (Span span : spans) {
      boolean adjoins =
          end >= 0 && parts.subList(end, span.start()).stream().noneMatch(Part::weighted);
      int start = adjoins ? end : span.start();
      result.add(new Boundary(parts.get(start).from(), parts.get(span.end() - 1).to()));
      end = span.end();
    }
    return result;
  }
}
