package io.github.sherl4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (or a polite kill) as a wish to stop: while one is open, the process stays alive until the
 * work has kept its results and closed it, two minutes at the most.
 */
final class Interruption implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::waitForTheWork, "sherl-interruption");
  private volatile boolean wanted;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether someone wants the work to stop. */
  boolean wanted() {
    return wanted;
  }

  private void waitForTheWork() {
    wanted = true;
    System.err.println("sherl: stopping; keeping what was learnt so far ...");
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("sherl: gave up waiting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    if (!wanted) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        wanted = true; // the process is going down already
      }
    }
  }
}
