package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.TensorInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A folder with a model, recorded inputs and outputs, and what is known about them. */
record Fixture(Path folder) {

  String name() {
    return folder.getFileName().toString();
  }

  Backbone open() {
    return Backbones.open(folder.resolve("model.onnx"));
  }

  Map<String, NpyArray> recorded() {
    return Npz.read(folder.resolve("io.npz"));
  }

  JsonNode json(String file) {
    try {
      return new ObjectMapper().readTree(folder.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keys {@code block/NN/module} → names of their output tensors, where there are some. */
  Map<String, String> blocks() {
    Map<String, String> blocks = new LinkedHashMap<>();
    int index = 0;
    for (JsonNode block : json("blocks.json").get("blocks")) {
      JsonNode tensors = block.get("onnx_tensors");
      if (!tensors.isEmpty()) {
        String key = String.format("block/%02d/%s", index, block.get("module").asText());
        blocks.put(key, tensors.get(0).asText());
      }
      index++;
    }
    return blocks;
  }

  /** The recorded inputs that the model has; the file may hold more. */
  Map<String, INDArray> inputs(Backbone backbone) {
    Map<String, NpyArray> io = recorded();
    Map<String, INDArray> feed = new LinkedHashMap<>();
    for (TensorInfo in : backbone.inputs()) {
      assertTrue(io.containsKey("in/" + in.name()), "no recorded input " + in.name());
      feed.put(in.name(), io.get("in/" + in.name()).toNd4j());
    }
    return feed;
  }

  /** Runs the graph for tensors of the file. */
  static Map<String, INDArray> run(
      Backbone backbone, Map<String, INDArray> feed, List<String> tensors) {
    Map<String, INDArray> placeholders = new LinkedHashMap<>();
    feed.forEach((k, v) -> placeholders.put(backbone.variable(k).name(), v));
    List<String> variables = tensors.stream().map(t -> backbone.variable(t).name()).toList();
    Map<String, INDArray> out = backbone.graph().output(placeholders, variables);
    Map<String, INDArray> named = new LinkedHashMap<>();
    tensors.forEach(t -> named.put(t, out.get(backbone.variable(t).name())));
    return named;
  }

  /** Every row twice along the batch axis of the inputs that have a dynamic one. */
  static Map<String, INDArray> twice(Backbone backbone, Map<String, INDArray> feed) {
    Map<String, INDArray> doubled = new LinkedHashMap<>(feed);
    for (TensorInfo in : backbone.inputs()) {
      if (in.rank() > 0 && in.shape().get(0) == -1) {
        INDArray a = feed.get(in.name());
        doubled.put(in.name(), Nd4j.concat(0, a, a));
      }
    }
    return doubled;
  }

  /** Largest absolute difference; fails on another shape or on NaN. */
  static double difference(String name, INDArray got, NpyArray want) {
    assertArrayEquals(
        want.shape().stream().mapToLong(Long::longValue).toArray(), got.shape(), name);
    return difference(name, values(got), want.toDoubles());
  }

  static double difference(String name, double[] got, double[] want) {
    double worst = 0;
    for (int i = 0; i < want.length; i++) {
      double d = Math.abs(got[i] - want[i]);
      assertTrue(d >= 0, name + " element " + i + ": " + got[i] + " against " + want[i]);
      worst = Math.max(worst, d);
    }
    return worst;
  }

  static double[] values(INDArray a) {
    return a.dup('c').data().asDouble();
  }
}
