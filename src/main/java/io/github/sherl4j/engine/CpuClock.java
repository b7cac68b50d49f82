package io.github.sherl4j.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** CPU time of this process, over all its threads. */
public final class CpuClock {

  private CpuClock() {}

  /** Nanoseconds since the process began. */
  public static long nanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
