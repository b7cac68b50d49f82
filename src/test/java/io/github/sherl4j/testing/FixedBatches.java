package io.github.sherl4j.testing;

import java.util.List;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Given batches in a given order, over and over: a plain iterator that knows nothing of us. */
public final class FixedBatches implements MultiDataSetIterator {

  private final List<MultiDataSet> batches;
  private int next;

  public FixedBatches(List<? extends MultiDataSet> batches) {
    this.batches = List.copyOf(batches);
  }

  @Override
  public MultiDataSet next(int number) {
    throw new IllegalStateException("batches have a fixed size");
  }

  @Override
  public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    throw new IllegalStateException("batches are fixed");
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return null;
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public void reset() {
    next = 0;
  }

  @Override
  public boolean hasNext() {
    return next < batches.size();
  }

  @Override
  public MultiDataSet next() {
    return batches.get(next++);
  }
}
