package io.github.sherl4j.discover;

import com.google.common.collect.Streams;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.internal.Names;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tensor that a head reads.
 *
 * <p>Token models: the first model output, in the order of the file, that has the rank and the
 * width of the last block's output (so logits over a vocabulary do not count); if there is none,
 * the last block's output after its final norm, that is as far as the path goes without a
 * projection. Convolutional models: the last map before pooling, a projection included, whatever
 * maps are outputs as well.
 */
final class Features {

  private static final int MAP_RANK = 4;

  private Features() {}

  /**
   * @param own model outputs to prefer
   * @param wanted model outputs on the way to which to look otherwise
   */
  static String standard(Graph graph, String last, List<String> own, List<String> wanted) {
    boolean map = graph.info(last).map(i -> i.rank() == MAP_RANK).orElse(false);
    for (String output : map ? List.<String>of() : own) {
      if (reachable(graph, last).contains(output) && similar(graph, last, output)) {
        return output;
      }
    }
    String best = last;
    List<Part> parts = wanted.isEmpty() ? List.of() : Trunk.of(graph, last, wanted.get(0)).parts();
    for (Part part : parts) {
      boolean ends =
          part.ops().stream().anyMatch(i -> OpKinds.endsMap(graph.op(i)))
              && part.ops().cardinality() == 1;
      boolean goesOn = map ? sameRank(graph, last, part.to()) : similar(graph, last, part.to());
      if (ends || !goesOn || (!map && part.weighted())) {
        break;
      }
      best = part.to();
    }
    return best;
  }

  private static boolean sameRank(Graph graph, String a, String b) {
    return graph.info(a).map(TensorInfo::rank).equals(graph.info(b).map(TensorInfo::rank));
  }

  /** Same rank, and equal wherever both sizes are known. */
  private static boolean similar(Graph graph, String a, String b) {
    Optional<TensorInfo> x = graph.info(a);
    Optional<TensorInfo> y = graph.info(b);
    return x.isPresent() && y.isPresent() && compatible(x.get().shape(), y.get().shape());
  }

  static boolean compatible(List<Long> a, List<Long> b) {
    return a.size() == b.size()
        && Streams.zip(a.stream(), b.stream(), (p, q) -> p.equals(q) || p < 0 || q < 0)
            .allMatch(same -> same);
  }

  static String named(Graph graph, String last, String tensor) {
    Set<String> choice = reachable(graph, last);
    if (!choice.contains(tensor)) {
      throw new NoMatchException(
          graph.info(tensor).isPresent()
              ? tensor + ", which does not depend on the last block"
              : "no tensor named " + tensor,
          "a floating-point tensor at or after " + last + ", the output of the last block",
          "--features",
          Names.didYouMean(tensor, choice));
    }
    return tensor;
  }

  private static Set<String> reachable(Graph graph, String last) {
    Set<String> found = new LinkedHashSet<>(List.of(last));
    BitSet after = graph.descendants(List.of(last));
    after.stream()
        .forEach(i -> graph.op(i).outputs().stream().filter(graph::isFloat).forEach(found::add));
    return found;
  }
}
