package io.github.sherl4j.train.features;

import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.transform.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Features of a data set on disk, for {@link RowBatches#readFrom}: inputs of the late part. Epoch e
 * reads view e modulo their number. Every record is checked when it is read, and a damaged one is a
 * {@link io.github.sherl4j.CorruptFileException}. The arrays of a batch are written over by the
 * next one: one set of batches reads from it at a time. Not thread-safe.
 */
public final class StoredFeatures implements RowBatches.FeatureSource, AutoCloseable {

  private final RowBatches rows;
  private final EarlyPass pass;
  private final List<List<TensorFile>> views;
  private final boolean trimmed;
  private final StoreReport report;

  StoredFeatures(
      Split split,
      RowBatches rows,
      List<List<TensorFile>> views,
      boolean trimmed,
      StoreReport report) {
    this.rows = rows;
    this.pass = new EarlyPass(split, rows);
    this.views = views;
    this.trimmed = trimmed;
    this.report = report;
  }

  /** What opening them took. */
  public StoreReport report() {
    return report;
  }

  @Override
  public RowBatches.Features features(int[] some, int epoch) {
    int padded = trimmed ? rows.settings().padTo() : 0;
    for (int i = 0; i < some.length && trimmed && rows.settings().padTo() == 0; i++) {
      padded = Math.max(padded, rows.tokens(some[i]));
    }
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (TensorFile file : views.get(epoch % views.size())) {
      tensors.put(file.layout().tensor(), file.read(some, padded));
    }
    return pass.late(some.length, pass.lateFeeds(some, epoch), tensors);
  }

  @Override
  public void close() {
    views.forEach(v -> v.forEach(TensorFile::close));
  }
}
