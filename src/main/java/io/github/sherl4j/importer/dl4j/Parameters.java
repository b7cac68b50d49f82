package io.github.sherl4j.importer.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The one vector that holds all weights of a network. Not thread-safe. */
interface Parameters extends AutoCloseable {

  /** How many numbers there are; those of a file are really there. */
  long length();

  /** A copy of a slice [count], which lies inside. */
  INDArray read(long from, long count, DataType dtype);

  @Override
  void close();
}
