package io.github.sherl4j.engine.run;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Executes one graph for a fixed set of results, again and again. The step of training runs behind
 * this interface, as evaluation and prediction do. Not thread-safe.
 */
public interface GraphRunner extends AutoCloseable {

  /**
   * Runs once.
   *
   * @param feeds one array for every placeholder that the results depend on, by placeholder name;
   *     they stay the caller's
   * @return the results by name; valid until the next call of {@code run}, {@link #release()} or
   *     {@link #close()}, never to be closed by the caller
   */
  Map<String, INDArray> run(Map<String, INDArray> feeds);

  /** What the last run's memory was there for; empty if a session ran it. */
  Optional<MemoryPlan> plan();

  /** Has every call of the runs from now on counted; a session counts none. */
  void profile(Profile profile);

  /** Gives the last results' memory back. */
  void release();

  /** Live and peak bytes of the last run, without weights. */
  MemoryUse memory();

  /**
   * Bytes of the arrays that this runner has really allocated for its runs and keeps until {@link
   * #close()}, counted at the blocks that hold them.
   */
  long allocatedBytes();

  @Override
  void close();
}
