package io.github.sherl4j.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

class OneNativeThreadTest {

  private final Environment environment = Nd4j.getEnvironment();
  private int before;
  private int several;

  /** Two threads, or one where the library allows no more. */
  @BeforeEach
  void severalThreads() {
    before = environment.maxMasterThreads();
    environment.setMaxMasterThreads(2);
    several = environment.maxMasterThreads();
  }

  @AfterEach
  void asItWas() {
    environment.setMaxMasterThreads(before);
  }

  @Test
  void theSettingComesBackAfterAnError() {
    OneNativeThread.during(() -> assertEquals(1, environment.maxMasterThreads()));
    assertEquals(several, environment.maxMasterThreads());
    assertThrows(
        IllegalStateException.class,
        () ->
            OneNativeThread.during(
                () -> {
                  throw new IllegalStateException("x");
                }));
    assertEquals(several, environment.maxMasterThreads());
  }

  @Test
  void regionsThatOverlapGiveBackWhatTheFirstFound() throws Exception {
    CountDownLatch secondIsIn = new CountDownLatch(1);
    CountDownLatch firstIsOut = new CountDownLatch(1);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<?>[] second = new Future<?>[1];
      OneNativeThread.during(
          () -> {
            second[0] =
                pool.submit(
                    () ->
                        OneNativeThread.during(
                            () -> {
                              secondIsIn.countDown();
                              await(firstIsOut);
                              assertEquals(1, environment.maxMasterThreads());
                            }));
            await(secondIsIn);
          });
      firstIsOut.countDown();
      second[0].get(10, TimeUnit.SECONDS);
      assertEquals(several, environment.maxMasterThreads());
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited in vain");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
