package io.github.sherl4j.train;

/**
 * An iterator that can go to any of its batches. Others are counted by one pass, and brought to a
 * place by reading up to it.
 */
public interface BatchSource {

  /** Batches in one epoch. */
  int batches();

  /**
   * Goes to a batch of an epoch, as if all before had been read.
   *
   * @param epoch from 0
   * @param batch from 0 to {@link #batches()}; the latter is the end of the epoch
   */
  void seek(int epoch, int batch);
}
