package io.github.sherl4j.transform;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.plan.Pooling;
import io.github.sherl4j.plan.TuningGraph;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Features of one example as one vector, [batch, width]; padded tokens never count. */
final class Pool {

  private static final double FAR_BELOW = 1e30;

  private Pool() {}

  /**
   * Pools [batch, tokens, width] by {@code pooling}, averages maps over their pixels, and leaves
   * [batch, width] as it is.
   */
  static SDVariable of(TuningGraph editor, String tensor, int rank, Pooling pooling) {
    SameDiff graph = editor.graph();
    SDVariable features = editor.tensor(tensor);
    return switch (rank) {
      case 2 -> features;
      case 3 -> tokens(graph, features, pooling, () -> editor.tokenMask(tensor));
      case 4 -> editor.channelsLast() ? features.mean(false, 1, 2) : features.mean(false, 2, 3);
      default ->
          throw new MismatchException(
              "features of rank " + rank,
              "rank 2, 3 or 4",
              tensor,
              "name another tensor with --features");
    };
  }

  private static SDVariable tokens(
      SameDiff graph, SDVariable x, Pooling pooling, Supplier<Optional<SDVariable>> masks) {
    if (pooling == Pooling.FIRST) {
      return first(graph, x);
    }
    Optional<SDVariable> mask = masks.get();
    if (mask.isEmpty()) {
      return switch (pooling) {
        case MEAN -> x.mean(false, 1);
        case MAX -> x.max(false, 1);
        default -> first(graph, graph.reverse(x, 1));
      };
    }
    SDVariable real = mask.get();
    SDVariable column = graph.expandDims(real, 2);
    return switch (pooling) {
      case MEAN -> x.mul(column).sum(false, 1).div(real.sum(true, 1));
      case MAX -> x.mul(column).add(column.sub(1).mul(FAR_BELOW)).max(false, 1);
      default -> x.mul(graph.expandDims(lastReal(graph, real), 2)).sum(false, 1);
    };
  }

  private static SDVariable first(SameDiff graph, SDVariable x) {
    SDVariable row =
        graph.stridedSlice(
            x,
            new long[] {0, 0, 0},
            new long[] {0, 1, 0},
            new long[] {1, 1, 1},
            0b101,
            0b101,
            0,
            0,
            0);
    return graph.squeeze(row, 1);
  }

  /** 1 at each row's last real token, else 0. */
  static SDVariable lastReal(SameDiff graph, SDVariable real) {
    SDVariable behind = graph.cumsum(real, false, true, 1); // real tokens from here to the end
    return graph.eq(behind, 1).castTo(real.dataType()).mul(real);
  }
}
