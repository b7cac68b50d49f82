package io.github.sherl4j.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says about this process. */
public final class ProcessMemory {

  private ProcessMemory() {}

  /** Resident bytes now; −1 where the system does not tell (only Linux does). */
  public static long residentBytes() {
    return status("VmRSS:");
  }

  /** Largest resident bytes so far; −1 where the system does not tell. */
  public static long peakResidentBytes() {
    return status("VmHWM:");
  }

  private static long status(String key) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(key)) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      return -1; // no /proc on this system
    }
    return -1;
  }
}
