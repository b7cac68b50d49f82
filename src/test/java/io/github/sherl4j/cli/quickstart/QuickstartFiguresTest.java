package io.github.sherl4j.cli.quickstart;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pre-training and SHERL are worth on the embedded task. */
@Tag("long")
class QuickstartFiguresTest {

  @TempDir Path folder;

  @Test
  void pretrainingAndSherlPay() {
    Map<String, Double> accuracy = new HashMap<>();
    double random;
    try (Quickstart quickstart = new Quickstart(folder, 6, 0)) {
      for (String method : Quickstart.METHODS) {
        accuracy.put(method, quickstart.run(method, report -> {}).accuracy());
      }
      random = quickstart.runRandom(report -> {}).accuracy();
    }
    String found = accuracy + ", random weights " + random;
    assertTrue(accuracy.get("full") >= random + 0.10, found);
    assertTrue(accuracy.get("sherl") >= accuracy.get("linear-probe") + 0.05, found);
  }
}
