package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.shape.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * a·bᵀ of stacks of matrices: the product swaps the last two axes itself, without a turned copy of
 * b. A permutation that moves other axes too stays: it would copy all the same, which gains
 * nothing.
 */
final class TransposedProduct implements Fusion {

  @Override
  public String pattern() {
    return "transposed product";
  }

  @Override
  public Optional<Fused> match(Step root) {
    if (!root.is("MatMul")) {
      return Optional.empty();
    }
    Value a = root.inputs().get(0);
    Value turned = root.inputs().get(1);
    int rank = a.rank();
    Optional<Step> transpose = turned.madeBy("Transpose");
    if (transpose.isEmpty() || !isStack(a, turned)) {
      return Optional.empty();
    }
    if (!swapsLastTwo(transpose.orElseThrow(), rank)) {
      return Optional.empty();
    }
    Shape shape = a.shape().with(rank - 1, turned.shape().dim(-1));
    Value b = transpose.orElseThrow().inputs().get(0);
    return Optional.of(
        new Fused(
            pattern(),
            List.of(a, b),
            shape,
            (sd, in) -> SafeMatmul.matmul(sd, in.get(0), in.get(1), false, true, false)));
  }

  /** Whether both are as many matrices of matching sizes, in one or two axes. */
  private static boolean isStack(Value a, Value b) {
    int rank = a.rank();
    return (rank == 3 || rank == 4)
        && b.rank() == rank
        && a.isWideFloat()
        && a.dtype() == b.dtype()
        && a.shape().part(0, rank - 2).equals(b.shape().part(0, rank - 2))
        && a.shape().dim(-1).equals(b.shape().dim(-2));
  }

  /** Whether nothing but the last two axes change places. */
  private static boolean swapsLastTwo(Step transpose, int rank) {
    List<Long> swapped = new ArrayList<>(LongStream.range(0, rank).boxed().toList());
    Collections.swap(swapped, rank - 2, rank - 1);
    return transpose.attribute("perm").map(swapped::equals).orElse(false);
  }
}
