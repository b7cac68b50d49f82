package io.github.sherl4j.train;

/** An iterator that knows how many batches an epoch has; others are counted by one pass. */
public interface BatchSource {

  /** Batches in one epoch. */
  int batches();
}
