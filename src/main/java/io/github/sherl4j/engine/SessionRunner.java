package io.github.sherl4j.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a graph through SameDiff's own session, with {@link ClosingMemory}.
 *
 * <p>Avoids: {@code sd.fit()} reports loss 0.0 and leaks every gradient (here the loss is one of
 * the results and everything is closed after the run); {@code freedArrays} of the session is never
 * cleared and grows by an entry an array.
 */
final class SessionRunner implements GraphRunner {

  private final List<String> results;
  private final ClosingMemory memory = new ClosingMemory();
  private final Session session;
  private long runs;

  SessionRunner(SameDiff graph, List<String> results) {
    this.results = List.copyOf(results);
    this.session = new Session(graph);
    session.setMmgr(memory);
  }

  @Override
  public Map<String, INDArray> run(Map<String, INDArray> feeds) {
    release();
    memory.startRun();
    At at = At.builder().operation(Operation.INFERENCE).iteration((int) runs++).build();
    return session.output(results, new HashMap<>(feeds), null, List.of(), null, at);
  }

  @Override
  public void release() {
    memory.endRun();
    session.forget();
  }

  @Override
  public MemoryUse memory() {
    return memory.use();
  }

  @Override
  public void close() {
    release();
  }

  private static final class Session extends InferenceSession {
    Session(SameDiff graph) {
      super(graph);
    }

    void forget() {
      freedArrays.clear();
      nodeValueOutputs.clear();
    }
  }
}
