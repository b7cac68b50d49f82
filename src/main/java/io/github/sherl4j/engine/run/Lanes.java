package io.github.sherl4j.engine.run;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads of our own that share a chain's blocks of rows, as many as libnd4j may use.
 *
 * <p>Avoids: libnd4j shares out single calls, which are too short to be worth it, and sleeps and
 * wakes between them; here a thread gets all of its calls at once.
 */
final class Lanes {

  /** Bytes that calls of a chain write, below which one thread is done before another is awake. */
  private static final long WORTH = 1 << 21;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("sherl-rows-%d").build());

  private Lanes() {}

  /** How many lanes a chain is worth whose calls write so many bytes; at least 1. */
  static int worth(long bytes) {
    return (int) Math.max(1, Math.min(OneNativeThread.usual(), bytes / WORTH));
  }

  /** Runs all, the first on this thread; comes back, or throws what one threw, when all ended. */
  static void run(List<Runnable> lanes) {
    List<Future<?>> others = new ArrayList<>(lanes.size());
    lanes.subList(1, lanes.size()).forEach(lane -> others.add(THREADS.submit(lane)));
    Throwable failure = null;
    try {
      lanes.get(0).run();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (Future<?> other : others) {
      try {
        Uninterruptibles.getUninterruptibly(other);
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure != null) {
      Throwables.throwIfUnchecked(failure);
      throw new IllegalStateException(failure);
    }
  }
}
