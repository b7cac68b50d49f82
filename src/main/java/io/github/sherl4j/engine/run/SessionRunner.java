package io.github.sherl4j.engine.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.random.custom.RandomBernoulli;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a graph through SameDiff's own session, with {@link PooledMemory}.
 *
 * <p>Avoids: {@code sd.fit()} reports loss 0.0 and leaks every gradient (here the loss is one of
 * the results and everything is closed after the run); {@code freedArrays} of the session is never
 * cleared and grows by an entry an array; see {@link IndexGuard} for lookups.
 */
final class SessionRunner implements GraphRunner {

  private final List<String> results;
  private final PooledMemory memory = new PooledMemory();
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
    try {
      return session.output(results, new HashMap<>(feeds), null, List.of(), null, at);
    } catch (RuntimeException e) {
      throw RunFailures.of(e);
    } catch (OutOfMemoryError e) {
      close();
      throw RunFailures.of(e);
    }
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
  public void profile(Profile profile) {}

  @Override
  public Optional<MemoryPlan> plan() {
    return Optional.empty();
  }

  @Override
  public long allocatedBytes() {
    return memory.blockBytes();
  }

  @Override
  public void close() {
    release();
    memory.close();
  }

  private static final class Session extends InferenceSession {
    Session(SameDiff graph) {
      super(graph);
    }

    /**
     * Gives random ops the state of ND4J's generator, each its own; a session leaves their contexts
     * with a state that no seed reaches.
     */
    @Override
    public ExecutionResult doExec(
        DifferentialFunction op,
        OpContext context,
        FrameIter frame,
        Set<VarId> inputs,
        Set<VarId> iterationInputs,
        Set<String> constants,
        Map<String, SDValue> others) {
      if (op instanceof RandomBernoulli) {
        Random random = Nd4j.getRandom();
        context.setRngStates(random.rootState(), random.nodeState() + op.getOwnName().hashCode());
      }
      IndexGuard.check(op, context);
      return super.doExec(op, context, frame, inputs, iterationInputs, constants, others);
    }

    void forget() {
      freedArrays.clear();
      nodeValueOutputs.clear();
    }
  }
}
