package io.github.sherl4j.cli.bench;

import io.github.sherl4j.engine.ProcessMemory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How far the process's resident set grows: looks every few milliseconds, in a thread of its own,
 * and at the system's high-water mark where that has risen.
 */
final class ResidentPeak implements AutoCloseable {

  private static final long NANOS = 2_000_000;

  private final long before;
  private final long markBefore;
  private final AtomicLong peak;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread watcher = new Thread(this::watch, "resident-peak");

  ResidentPeak() {
    System.gc(); // so that arrays of earlier rows are not counted as there before
    before = ProcessMemory.residentBytes();
    markBefore = ProcessMemory.peakResidentBytes();
    peak = new AtomicLong(before);
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch() {
    while (!over.get()) {
      look();
      LockSupport.parkNanos(NANOS);
    }
  }

  private void look() {
    peak.accumulateAndGet(ProcessMemory.residentBytes(), Math::max);
  }

  /** Bytes above the start at most so far; −1 where the system does not tell. */
  long growth() {
    look();
    long mark = ProcessMemory.peakResidentBytes();
    long most = mark > markBefore ? Math.max(mark, peak.get()) : peak.get();
    return before < 0 ? -1 : most - before;
  }

  @Override
  public void close() {
    over.set(true);
  }
}
