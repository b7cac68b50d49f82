package io.github.sherl4j.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Runs tasks in turns, one of them at a time: whatever slows the machine for a while slows all of
 * them alike, so that their ratios stay true.
 */
final class Turns {

  private final List<Semaphore> turns = new ArrayList<>();
  private final List<Boolean> ended = new ArrayList<>();

  private Turns() {}

  /**
   * Runs all tasks to their ends.
   *
   * @param tasks each is given what to call where another task may go on
   * @return their results in order
   */
  static <T> List<T> of(List<Function<Runnable, T>> tasks) {
    Turns turns = new Turns();
    for (int i = 0; i < tasks.size(); i++) {
      turns.turns.add(new Semaphore(i == 0 ? 1 : 0));
      turns.ended.add(false);
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, tasks.size()));
    try {
      List<Future<T>> results = new ArrayList<>();
      for (int i = 0; i < tasks.size(); i++) {
        int own = i;
        Callable<T> task = () -> turns.run(own, tasks.get(own));
        results.add(threads.submit(task));
      }
      List<T> values = new ArrayList<>();
      for (Future<T> result : results) {
        values.add(result.get());
      }
      return values;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private <T> T run(int own, Function<Runnable, T> task) {
    turns.get(own).acquireUninterruptibly();
    try {
      return task.apply(() -> pass(own));
    } finally {
      ended.set(own, true);
      next(own);
    }
  }

  private void pass(int own) {
    next(own);
    turns.get(own).acquireUninterruptibly();
  }

  /** Wakes the task behind {@code own} that has not ended; itself if all others have. */
  private void next(int own) {
    for (int step = 1; step <= turns.size(); step++) {
      int other = (own + step) % turns.size();
      if (!ended.get(other)) {
        turns.get(other).release();
        return;
      }
    }
  }
}
