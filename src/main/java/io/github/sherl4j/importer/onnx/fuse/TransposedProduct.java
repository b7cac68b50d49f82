package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.shape.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * a·permute(b) of stacks of matrices where the rows of b become columns: the product swaps the last
 * two axes itself, and what is left of the permutation is often nothing.
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
    boolean all = transpose.flatMap(t -> t.attribute("perm")).map(List::size).orElse(rank) == rank;
    if (transpose.isEmpty() || !all || !isStack(a, turned)) {
      return Optional.empty();
    }
    int[] rest = rest(transpose.orElseThrow(), rank);
    if (rest[rank - 1] != rank - 1) {
      return Optional.empty(); // rows would be gathered from afar
    }
    boolean none = IntStream.range(0, rank).allMatch(i -> rest[i] == i);
    Shape shape = a.shape().with(rank - 1, turned.shape().dim(-1));
    Value b = transpose.orElseThrow().inputs().get(0);
    return Optional.of(
        new Fused(
            pattern(),
            List.of(a, b),
            shape,
            (sd, in) -> {
              SDVariable right = none ? in.get(1) : sd.permute(in.get(1), rest);
              return SafeMatmul.matmul(sd, in.get(0), right, false, true, false);
            }));
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

  /** The permutation with the last two of its places swapped; without one, axes are reversed. */
  private static int[] rest(Step transpose, int rank) {
    List<Long> listed =
        transpose
            .attribute("perm")
            .orElseGet(() -> IntStream.range(0, rank).mapToObj(i -> rank - 1L - i).toList());
    int[] rest = listed.stream().mapToInt(Long::intValue).toArray();
    int last = rest[rank - 1];
    rest[rank - 1] = rest[rank - 2];
    rest[rank - 2] = last;
    return rest;
  }
}
