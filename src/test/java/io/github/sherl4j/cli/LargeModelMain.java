package io.github.sherl4j.cli;

import com.sun.management.OperatingSystemMXBean;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.transform.TunedModel;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * A process of its own: does what it is told with a model file and prints, last, its CPU time in
 * nanoseconds since the JVM started and the largest resident bytes.
 */
final class LargeModelMain {

  private LargeModelMain() {}

  public static void main(String[] arguments) {
    if (arguments[0].equals("inspect")) {
      int code = Main.run("inspect", "--json", arguments[1]);
      if (code != 0) {
        System.exit(code);
      }
    } else {
      attach(Path.of(arguments[1]));
    }
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    System.out.println(system.getProcessCpuTime() + " " + ProcessMemory.peakResidentBytes());
  }

  private static void attach(Path file) {
    try (TunedModel model =
        Sherl.attach(
            Sherl.open(file), "sherl", TuningConfig.builder().build(), List.of("a", "b"))) {
      System.out.println(model.trained().size() + " trained tensors");
    }
  }
}
