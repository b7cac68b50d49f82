package io.github.sherl4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Sets;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.format.CheckpointFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A {@link TrainState} as a checkpoint file, and back, bit for bit. */
final class StateFile {

  private static final String VALUE = "value/";
  private static final String OPTIMIZER = "optimizer/";
  private static final String BEST = "best/";
  private static final String LOSSES = "losses";

  private StateFile() {}

  static void write(Path file, TrainState state, Map<String, String> identity) {
    ObjectNode meta = JsonNodeFactory.instance.objectNode();
    ObjectNode run = meta.putObject("run");
    new TreeMap<>(identity).forEach(run::put);
    meta.put("step", state.step()).put("batches", state.taken()).put("peak", state.peakBytes());
    for (EpochReport report : state.epochs()) {
      ObjectNode node = meta.withArray("epochs").addObject();
      node.put("epoch", report.epoch()).put("step", report.step()).put("best", report.best());
      put(node, "score", report.score());
      ObjectNode metrics = node.putObject("metrics");
      report.metrics().forEach((name, value) -> put(metrics, name, value));
    }
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    state.values().forEach((name, value) -> tensors.put(VALUE + name, value));
    state.optimizer().state().forEach((name, value) -> tensors.put(OPTIMIZER + name, value));
    state.best().forEach((name, value) -> tensors.put(BEST + name, value));
    if (state.step() == 0) {
      CheckpointFile.write(file, meta, tensors);
      return;
    }
    double[] losses = state.losses().stream().mapToDouble(Double::doubleValue).toArray();
    try (INDArray array = Nd4j.createFromArray(losses)) {
      tensors.put(LOSSES, array);
      CheckpointFile.write(file, meta, tensors);
    }
  }

  private static void put(ObjectNode node, String name, Number value) {
    if (value instanceof Long || value instanceof Integer) {
      node.put(name, value.longValue());
    } else if (Double.isFinite(value.doubleValue())) {
      node.put(name, value.doubleValue());
    } else {
      node.putNull(name); // JSON has no NaN
    }
  }

  /**
   * Brings a fresh state to what a file holds; on failure the state is as before.
   *
   * @throws MismatchException if the file belongs to another run
   * @throws CorruptFileException if it is damaged
   */
  static void read(Path file, TrainState state, Map<String, String> identity) {
    CheckpointFile content = CheckpointFile.read(file);
    JsonNode meta = content.meta();
    checkRun(meta.path("run"), identity, file);
    Map<String, INDArray> tensors = content.toNd4j();
    try {
      Map<String, INDArray> values = part(tensors, VALUE);
      checkShapes(values, state, file);
      double[] losses =
          tensors.containsKey(LOSSES) ? tensors.get(LOSSES).toDoubleVector() : new double[0];
      List<EpochReport> epochs = new ArrayList<>();
      meta.path("epochs").forEach(node -> epochs.add(epoch(node)));
      if (losses.length != meta.path("step").asLong(-1)
          || !meta.path("batches").canConvertToLong()) {
        throw new CorruptFileException(
            losses.length + " losses", "one a step", file.toString(), "use an older checkpoint");
      }
      values.forEach((name, value) -> state.values().get(name).assign(value));
      state.optimizer().restore(part(tensors, OPTIMIZER), losses.length);
      part(tensors, BEST).forEach((name, value) -> state.best().put(name, value.dup()));
      state.rewind(
          Arrays.stream(losses).boxed().toList(),
          epochs,
          meta.path("batches").asLong(),
          meta.path("peak").asLong());
    } finally {
      tensors.values().forEach(INDArray::close);
    }
  }

  private static EpochReport epoch(JsonNode node) {
    Map<String, Number> metrics = new LinkedHashMap<>();
    node.path("metrics").properties().forEach(e -> metrics.put(e.getKey(), number(e.getValue())));
    return new EpochReport(
        node.path("epoch").asInt(),
        node.path("step").asLong(),
        metrics,
        number(node.path("score")).doubleValue(),
        node.path("best").asBoolean());
  }

  private static Number number(JsonNode node) {
    return node.isIntegralNumber() ? (Number) node.asLong() : node.asDouble(Double.NaN);
  }

  private static Map<String, INDArray> part(Map<String, INDArray> tensors, String prefix) {
    Map<String, INDArray> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), value);
          }
        });
    return found;
  }

  private static void checkRun(JsonNode run, Map<String, String> identity, Path file) {
    Set<String> keys = new TreeSet<>(identity.keySet());
    run.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      String recorded = run.path(key).asText("nothing");
      String wanted = identity.getOrDefault(key, "nothing");
      if (!recorded.equals(wanted)) {
        throw new MismatchException(
            key + " " + wanted,
            key + " " + recorded + ", with which the run began",
            file.toString(),
            "go on with the settings, data and model of the run, or start another in a new folder");
      }
    }
  }

  private static void checkShapes(Map<String, INDArray> found, TrainState state, Path file) {
    if (!found.keySet().equals(state.values().keySet())) {
      throw new MismatchException(
          "parameters " + Sets.symmetricDifference(found.keySet(), state.values().keySet()),
          "the parameters of the run",
          file.toString(),
          "start another run in a new folder");
    }
    found.forEach(
        (name, value) -> {
          INDArray own = state.values().get(name);
          if (!value.equalShapes(own) || value.dataType() != own.dataType()) {
            throw new MismatchException(
                value.shapeInfoToString(),
                own.shapeInfoToString(),
                "parameter " + name + " of " + file,
                "start another run in a new folder");
          }
        });
  }
}
