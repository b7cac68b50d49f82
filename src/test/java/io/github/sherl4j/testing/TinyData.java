package io.github.sherl4j.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Random batches for {@link TinyModel}: the class is the parity of the first token. */
public final class TinyData {

  private TinyData() {}

  /** Batches of [8, 5] ids, masks of ones, and two classes. */
  public static List<MultiDataSet> batches(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<MultiDataSet> batches = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      long[][] ids = new long[8][5];
      long[][] mask = new long[8][5];
      float[][] labels = new float[8][2];
      for (int r = 0; r < 8; r++) {
        for (int t = 0; t < 5; t++) {
          ids[r][t] = random.nextInt(TinyModel.VOCABULARY);
          mask[r][t] = 1;
        }
        labels[r][(int) (ids[r][0] % 2)] = 1;
      }
      INDArray[] features = {Nd4j.createFromArray(ids), Nd4j.createFromArray(mask)};
      batches.add(new MultiDataSet(features, new INDArray[] {Nd4j.createFromArray(labels)}));
    }
    return batches;
  }
}
