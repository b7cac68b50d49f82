package io.github.sherl4j.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares a backbone with recorded inputs and outputs (contract, section 6): {@code in/*} and
 * {@code out/*}, or {@code input} and {@code output} alone for the only ones, and {@code
 * block/NN/module} through a {@code blocks.json} that names the tensors.
 */
public final class Verification {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Backbone backbone;
  private final Map<String, NpyArray> recorded;
  private final Map<String, String> wanted = new LinkedHashMap<>();
  private final List<String> skipped = new ArrayList<>();

  private Verification(Backbone backbone, Path golden) {
    this.backbone = backbone;
    this.recorded = Npz.read(golden);
  }

  /**
   * Runs the model on the recorded inputs and compares.
   *
   * @param blocks a {@code blocks.json}; if empty, the one beside {@code golden} if there is one
   * @throws BadInputException if the file records nothing that can be compared
   */
  public static VerifyReport verify(
      Backbone backbone, Path golden, Optional<Path> blocks, double tolerance) {
    Verification v = new Verification(backbone, golden);
    v.collect(golden, blocks.orElse(golden.resolveSibling("blocks.json")), blocks.isPresent());
    return v.compare(tolerance);
  }

  private void collect(Path golden, Path blocks, boolean required) {
    for (String key : recorded.keySet()) {
      if (key.startsWith("out/")) {
        wanted.put(key, key.substring("out/".length()));
      } else if (key.equals("output")) {
        wanted.put(key, backbone.outputs().get(0).name());
      }
    }
    if (wanted.isEmpty()) {
      throw new BadInputException(
          "arrays " + recorded.keySet(),
          "out/<name> or output",
          golden.toString(),
          "record outputs of the original model with these keys");
    }
    if (required || Files.exists(blocks)) {
      Map<String, String> tensors = blockTensors(blocks);
      for (String key : recorded.keySet()) {
        if (key.startsWith("block/")) {
          String tensor = tensors.get(key);
          if (tensor == null) {
            skipped.add(key);
          } else {
            wanted.put(key, tensor);
          }
        }
      }
    } else {
      recorded.keySet().stream().filter(k -> k.startsWith("block/")).forEach(skipped::add);
    }
  }

  private static Map<String, String> blockTensors(Path blocks) {
    try {
      Map<String, String> tensors = new LinkedHashMap<>();
      JsonNode list = JSON.readTree(blocks.toFile()).path("blocks");
      for (int i = 0; i < list.size(); i++) { // modules may share a name: the number counts
        JsonNode names = list.get(i).path("onnx_tensors");
        if (!names.isEmpty()) {
          String key = String.format(Locale.ROOT, "block/%02d/", i);
          tensors.put(key + list.get(i).path("module").asText(), names.get(0).asText());
        }
      }
      return tensors;
    } catch (IOException e) {
      throw new BadInputException(
          "no readable JSON (" + e.getMessage() + ")",
          "a blocks.json",
          blocks.toString(),
          "check the file",
          e);
    }
  }

  private VerifyReport compare(double tolerance) {
    Map<String, INDArray> feeds = feeds();
    backbone.checkInputs(feeds);
    List<VerifyReport.Row> rows = new ArrayList<>();
    Map<String, String> variables = new LinkedHashMap<>();
    wanted.forEach((key, tensor) -> variables.put(key, backbone.variable(tensor).name()));
    try (GraphRunner runner = Runners.forward(backbone.graph(), variables.values())) {
      Map<String, INDArray> results = runner.run(feeds);
      for (Map.Entry<String, String> e : variables.entrySet()) {
        Difference d = Difference.strict(recorded.get(e.getKey()), results.get(e.getValue()));
        rows.add(new VerifyReport.Row(e.getKey(), d.maxAbs(), tolerance));
      }
    } finally {
      feeds.values().forEach(INDArray::close);
    }
    return new VerifyReport(rows, skipped);
  }

  private Map<String, INDArray> feeds() {
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    for (TensorInfo input : backbone.inputs()) {
      NpyArray array = recorded.get("in/" + input.name());
      if (array == null && backbone.inputs().size() == 1) {
        array = recorded.get("input");
      }
      if (array == null) {
        throw new BadInputException(
            "no array in/" + input.name(),
            "one for every input of the model",
            "the recorded file",
            "record all inputs");
      }
      INDArray value = array.toNd4j();
      feeds.put(
          input.name(), value.dataType() == input.dtype() ? value : value.castTo(input.dtype()));
    }
    return feeds;
  }
}
