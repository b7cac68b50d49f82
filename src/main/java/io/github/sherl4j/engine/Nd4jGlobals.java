package io.github.sherl4j.engine;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The one place that touches state which ND4J keeps for the whole process, under a lock, so that
 * several models live in one JVM.
 */
final class Nd4jGlobals {

  private static final ReentrantLock LOCK = new ReentrantLock();

  private Nd4jGlobals() {}

  /**
   * Runs {@code action} with {@code System.out} muted for this thread's prints.
   *
   * <p>Avoids: {@code createGradFunction} prints a line to standard output for every op.
   */
  static void quietly(Runnable action) {
    LOCK.lock();
    PrintStream out = System.out;
    try (PrintStream muted = new MutedHere(out)) {
      System.setOut(muted);
      action.run();
    } finally {
      System.setOut(out);
      LOCK.unlock();
    }
  }

  /** Runs {@code action} with both states of ND4J's process-wide generator set to {@code seed}. */
  static void seeded(long seed, Runnable action) {
    LOCK.lock();
    try {
      Nd4j.getRandom().setStates(seed, seed);
      action.run();
    } finally {
      LOCK.unlock();
    }
  }

  /** Drops what the muting thread prints; others pass through. */
  private static final class MutedHere extends PrintStream {
    private final Thread muted = Thread.currentThread();
    private final PrintStream real;

    MutedHere(PrintStream real) {
      super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      this.real = real;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (Thread.currentThread() != muted) {
        real.write(bytes, offset, length);
      }
    }

    @Override
    public void println(String line) {
      if (Thread.currentThread() != muted) {
        real.println(line);
      }
    }

    @Override
    public void print(String text) {
      if (Thread.currentThread() != muted) {
        real.print(text);
      }
    }
  }
}
