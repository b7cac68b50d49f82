package io.github.sherl4j.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LanesTest {

  @Test
  void lanesRunAtTheSameTimeTheFirstOnTheCallersThread() {
    CyclicBarrier together = new CyclicBarrier(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Runnable lane =
        () -> {
          threads.add(Thread.currentThread());
          try {
            together.await(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    Lanes.run(List.of(lane, lane, lane));
    assertEquals(3, threads.size());
    assertTrue(threads.contains(Thread.currentThread()));
  }

  @Test
  void whatALaneThrowsIsThrownAfterAllHaveEnded() {
    for (Throwable thrown : List.of(new IllegalArgumentException("x"), new OutOfMemoryError("y"))) {
      AtomicBoolean ended = new AtomicBoolean();
      Runnable slow =
          () -> {
            Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(50));
            ended.set(true);
          };
      Runnable failing =
          () -> {
            if (thrown instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) thrown;
          };
      for (List<Runnable> lanes : List.of(List.of(failing, slow), List.of(slow, failing))) {
        ended.set(false);
        assertSame(thrown, assertThrows(Throwable.class, () -> Lanes.run(lanes)));
        assertTrue(ended.get());
      }
    }
  }

  @Test
  void shortChainsHaveOneLaneAndNoneHasMoreThanThreads() {
    assertEquals(1, Lanes.worth(1));
    assertEquals(OneNativeThread.usual(), Lanes.worth(Long.MAX_VALUE));
    OneNativeThread.during(
        () -> assertEquals(OneNativeThread.usual(), Lanes.worth(Long.MAX_VALUE)));
  }
}
