package io.github.sherl4j.train.features;

import io.github.sherl4j.importer.Forward;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The early part in another program. */
final class RuntimeEngine implements EarlyEngine {

  private final Forward forward;
  private Map<String, INDArray> last = Map.of();

  RuntimeEngine(Forward forward) {
    this.forward = forward;
  }

  @Override
  public String name() {
    return forward.name();
  }

  @Override
  public Map<String, INDArray> run(Map<String, INDArray> feeds) {
    release();
    last = forward.run(feeds);
    return last;
  }

  private void release() {
    last.values().forEach(INDArray::close);
    last = Map.of();
  }

  @Override
  public boolean readsModel() {
    return false;
  }

  @Override
  public void close() {
    release();
    forward.close();
  }
}
