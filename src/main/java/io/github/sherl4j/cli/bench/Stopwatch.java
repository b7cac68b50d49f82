package io.github.sherl4j.cli.bench;

import io.github.sherl4j.engine.CpuClock;
import java.util.ArrayList;
import java.util.List;

/** CPU and elapsed time of one step after another; the first ones, which compile, do not count. */
final class Stopwatch {

  private static final int WARM_UP = 2;
  private static final double SHORT = 0.2;

  private final Runnable pause;
  private final List<Double> cpu = new ArrayList<>();
  private final List<Double> wall = new ArrayList<>();
  private long cpuStart = CpuClock.nanos();
  private long wallStart = System.nanoTime();

  /** Starts; {@code pause} is run between steps and does not count. */
  Stopwatch(Runnable pause) {
    this.pause = pause;
  }

  /** Steps to take for so many that count. */
  static int steps(int counted) {
    return counted + WARM_UP;
  }

  /** Ends a step and begins the next. */
  void lap() {
    long cpuNow = CpuClock.nanos();
    long wallNow = System.nanoTime();
    cpu.add((cpuNow - cpuStart) / 1e9);
    wall.add((wallNow - wallStart) / 1e9);
    pause.run();
    cpuStart = CpuClock.nanos();
    wallStart = System.nanoTime();
  }

  /** The median; of short steps the mean, as the clock ticks in hundredths of a second. */
  double cpuSeconds() {
    double median = median(cpu);
    return median >= SHORT
        ? median
        : cpu.stream().skip(WARM_UP).mapToDouble(d -> d).average().orElse(median);
  }

  double wallSeconds() {
    return median(wall);
  }

  private static double median(List<Double> laps) {
    List<Double> sorted = laps.subList(WARM_UP, laps.size()).stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
