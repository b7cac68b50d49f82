package io.github.sherl4j.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.engine.Backends;
import io.github.sherl4j.plugin.Descriptor;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Java, cores, memory and its limits, the environment. */
final class MachineCheck implements Check {

  private static final String WAITING = "OMP_WAIT_POLICY";

  @Override
  public void examine(ObjectNode result, List<String> problems) {
    Runtime runtime = Runtime.getRuntime();
    result.put("version", Descriptor.version()).put("java", Runtime.version().toString());
    result.put("cores", runtime.availableProcessors());
    long machine = machineBytes();
    result
        .putObject("memoryLimits")
        .put("machineBytes", machine < 0 ? null : (Long) machine)
        .put("javaHeapBytes", runtime.maxMemory())
        .put("offHeapBytes", Backends.offHeapLimitBytes())
        .put("nativeBytes", Backends.nativeLimitBytes());
    result.putObject("environment").put(WAITING, System.getenv(WAITING));
    if (!"PASSIVE".equalsIgnoreCase(System.getenv(WAITING))) {
      problems.add(
          WAITING + " is not PASSIVE; set it before Java starts, steps are faster with it");
    }
    if (machine > 0 && runtime.maxMemory() > machine) {
      problems.add("a Java heap larger than the machine's memory; give Java a smaller -Xmx");
    }
  }

  /** What the machine, or the container, has; −1 if this Java does not tell. */
  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : -1;
  }
}
