package io.github.sherl4j.cli.bench;

import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.train.data.RowBatches;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Rows of random data of a shape, in batches. */
final class RandomRows extends RowBatches {

  static final List<String> LABELS = List.of("a", "b");

  private final MultiDataSet all;
  private final int tokens;

  RandomRows(MultiDataSet all, int tokens, int batch) {
    super(
        BatchSettings.inOrder(batch, 0),
        Labels.inOrder(LABELS),
        new double[Math.toIntExact(all.getFeatures(0).size(0))],
        DataType.FLOAT);
    this.all = all;
    this.tokens = tokens;
    seek(0, 0);
  }

  @Override
  protected int length(int row) {
    return tokens;
  }

  @Override
  protected Features features(int[] rows) {
    INDArray[] arrays = new INDArray[all.numFeatureArrays()];
    for (int f = 0; f < arrays.length; f++) {
      INDArray from = all.getFeatures(f);
      long[] shape = from.shape().clone();
      shape[0] = rows.length;
      arrays[f] = keep(Nd4j.createUninitialized(from.dataType(), shape));
      for (int i = 0; i < rows.length; i++) {
        arrays[f].slice(i).assign(from.slice(rows[i]));
      }
    }
    return new Features(arrays, null);
  }
}
