package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.train.EpochReport;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code train} prints in the end.
 *
 * @param metrics of the test data; empty without any
 * @param bytes size of the adapter file
 * @param wall seconds of the whole command
 */
record TrainReport(
    TunedModel model,
    TrainResult result,
    Map<String, Number> metrics,
    long seed,
    long bytes,
    double wall) {

  static void print(ObjectNode root, boolean json, Path out) {
    if (json) {
      Json.print(root);
    } else {
      root.properties().forEach(e -> System.out.println(e.getKey() + ": " + e.getValue()));
      System.out.println("adapter written to " + out);
    }
  }

  /** The report as one object. */
  ObjectNode json() {
    ObjectNode root = Json.object();
    root.put("method", model.plan().method())
        .put("preset", model.plan().preset())
        .put("seed", seed)
        .put("steps", result.steps())
        .put("keptStep", result.keptStep())
        .put("end", result.end().name().toLowerCase(Locale.ROOT))
        .put("trainLoss", result.finalLoss());
    for (EpochReport report : result.epochs()) {
      ObjectNode node = root.withArray("dev").addObject();
      node.put("epoch", report.epoch()).put("step", report.step()).put("best", report.best());
      Json.numbers(node, report.metrics());
    }
    Json.numbers(root.putObject("test"), metrics);
    root.put("trainableParameters", model.trainableParameters())
        .put("totalParameters", model.totalParameters())
        .put("peakLiveBytes", result.peakLiveBytes())
        .put("peakResidentBytes", result.peakResidentBytes())
        .put("cpuSecondsPerStep", result.cpuSecondsPerStep())
        .put("wallSeconds", wall)
        .put("adapterBytes", bytes)
        .put("backwardOps", model.gradients().backwardOps());
    result.memory().ifPresent(m -> Json.memory(root.putObject("memory"), m));
    return root;
  }
}
