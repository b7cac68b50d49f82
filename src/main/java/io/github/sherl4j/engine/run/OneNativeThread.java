package io.github.sherl4j.engine.run;

import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes libnd4j compute each call on the thread that makes it, while a region is open; matrix
 * products have threads of their own and keep them.
 *
 * <p>Avoids: a call on a block of rows takes microseconds, and waking libnd4j's other threads for
 * it takes longer than that (chains of the adapter took five times as long on two threads as on
 * one). The setting belongs to the process, so regions of several threads are counted; what another
 * thread computes meanwhile may take longer and is else the same.
 */
final class OneNativeThread {

  private static int open;
  private static int usual;

  private OneNativeThread() {}

  /** Runs {@code action} in a region. */
  static void during(Runnable action) {
    enter();
    try {
      action.run();
    } finally {
      leave();
    }
  }

  /** Threads that libnd4j may use outside regions. */
  static synchronized int usual() {
    return open > 0 ? usual : Nd4j.getEnvironment().maxMasterThreads();
  }

  private static synchronized void enter() {
    if (open++ == 0) {
      Environment environment = Nd4j.getEnvironment();
      usual = environment.maxMasterThreads();
      if (usual > 1) {
        environment.setMaxMasterThreads(1);
      }
    }
  }

  private static synchronized void leave() {
    if (--open == 0 && usual > 1) {
      Nd4j.getEnvironment().setMaxMasterThreads(usual);
    }
  }
}
