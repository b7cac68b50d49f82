package io.github.sherl4j.train.features;

import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.transform.Split;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inputs of the late part for {@link RowBatches#readFrom}, computed for every batch: the early part
 * in an engine of its own, without a store. Not thread-safe; the engine stays the caller's.
 */
public final class EngineFeatures implements RowBatches.FeatureSource {

  private final EarlyEngine engine;
  private final EarlyPass pass;

  /**
   * Features of some data.
   *
   * @param engine made for all tensors of the split
   */
  public EngineFeatures(Split split, EarlyEngine engine, RowBatches rows) {
    this.engine = engine;
    this.pass = new EarlyPass(split, rows);
  }

  @Override
  public RowBatches.Features features(int[] some, int epoch) {
    Map<String, INDArray> feeds = pass.feeds(some, epoch);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    engine.run(feeds).forEach((name, value) -> tensors.put(name, value.dup('c')));
    return pass.late(some.length, feeds, tensors);
  }
}
