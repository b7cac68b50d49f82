package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.layers.LayerContext;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Enlarging by blending neighbours, as a product with a matrix along one axis. */
final class Blends {

  private Blends() {}

  /** An axis of known size made {@code times} as long; centres of pixels lie at halves. */
  static SDVariable along(
      LayerContext layer, SDVariable x, List<Long> shape, int axis, long times) {
    SameDiff sd = layer.graph();
    int rank = shape.size();
    long n = shape.get(axis);
    int[] swap = IntStream.range(0, rank).toArray();
    swap[axis] = rank - 1;
    swap[rank - 1] = axis;
    long[] turned = new long[rank];
    for (int i = 0; i < rank; i++) {
      turned[i] = i == 0 ? -1 : swap[i] == axis ? n * times : shape.get(swap[i]);
    }
    boolean last = axis == rank - 1;
    SDVariable lines = last ? x : sd.permute(x, swap);
    SDVariable rows = sd.reshape(lines, -1, n);
    INDArray matrix = matrix((int) n, (int) (n * times)).castTo(layer.dtype());
    SDVariable y = sd.reshape(SafeMatmul.rowsTimes(sd, rows, matrix), turned);
    return last ? y : sd.permute(y, swap);
  }

  private static INDArray matrix(int size, int outs) {
    double[][] m = new double[size][outs];
    for (int out = 0; out < outs; out++) {
      double at = Math.max(0, (out + 0.5) * size / outs - 0.5);
      int below = (int) Math.min(at, size - 1);
      int above = Math.min(below + 1, size - 1);
      m[below][out] += 1 - (at - below);
      m[above][out] += at - below;
    }
    return Nd4j.createFromArray(m);
  }
}
