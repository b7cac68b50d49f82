package io.github.sherl4j.importer.keras;

import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writes small Sequential models as Keras 2 does, and runs them. */
final class H5Model {

  private final List<Long> input;
  private final Map<String, String> layers = new LinkedHashMap<>();
  private final Map<String, Map<String, INDArray>> weights = new LinkedHashMap<>();
  private final Random random = new Random(7);

  /** A model fed with [batch, sizes…]; −1 is an unknown size. */
  H5Model(long... sizes) {
    input = Arrays.stream(sizes).boxed().toList();
  }

  /** Adds a layer; {@code settings} are JSON members. */
  H5Model layer(String type, String settings) {
    String name = "l" + layers.size();
    layers.put(
        name,
        "{\"class_name\":\""
            + type
            + "\",\"config\":{\"name\":\""
            + name
            + "\""
            + (settings.isEmpty() ? "" : "," + settings)
            + "}}");
    weights.put(name, new LinkedHashMap<>());
    return this;
  }

  /** Gives the last layer its next weight, uniform in −1 … 1. */
  INDArray weight(String role, long... shape) {
    int count = (int) Nd4j.createUninitialized(shape).length();
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    INDArray array = Nd4j.createFromArray(values).reshape(shape);
    String last = "l" + (layers.size() - 1);
    weights.get(last).put(last + "/" + role + ":0", array);
    return array;
  }

  String config() {
    String shape =
        input.stream().map(d -> d < 0 ? "null" : d.toString()).collect(Collectors.joining(","));
    return "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
        + "{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"x\",\"dtype\":\"float32\","
        + "\"batch_input_shape\":[null,"
        + shape
        + "]}},"
        + String.join(",", layers.values())
        + "]}}";
  }

  Path write(Path file) {
    return write(file, config(), "2.12.0", weights);
  }

  /** Writes any configuration; weights by layer and by their name below the layer's group. */
  static Path write(
      Path file, String config, String version, Map<String, Map<String, INDArray>> weights) {
    try (WritableHdfFile h = HdfFile.write(file)) {
      h.putAttribute("model_config", config);
      h.putAttribute("keras_version", version);
      WritableGroup all = h.putGroup("model_weights");
      weights.forEach((layer, own) -> group(all.putGroup(layer), own));
    }
    return file;
  }

  private static void group(WritableGroup group, Map<String, INDArray> own) {
    Map<String, WritableGroup> inner = new LinkedHashMap<>();
    own.forEach(
        (name, array) -> {
          int slash = name.indexOf('/');
          WritableGroup in =
              slash < 0 ? group : inner.computeIfAbsent(name.substring(0, slash), group::putGroup);
          in.putDataset(name.substring(slash + 1), nested(array));
        });
    if (!own.isEmpty()) {
      group.putAttribute("weight_names", own.keySet().toArray(new String[0]));
    }
  }

  private static Object nested(INDArray a) {
    if (a.rank() == 0) {
      return new float[] {a.getFloat(0)}[0];
    }
    if (a.rank() == 1) {
      return a.toFloatVector();
    }
    Object all = null;
    for (int i = 0; i < a.size(0); i++) {
      Object part = nested(a.slice(i));
      if (all == null) {
        all = Array.newInstance(part.getClass(), (int) a.size(0));
      }
      Array.set(all, i, part);
    }
    return all;
  }

  /** The model's output for one input. */
  INDArray run(Path folder, INDArray x) {
    Path file = write(folder.resolve("m" + System.nanoTime() + ".h5"));
    try (Backbone b = Backbones.open(file)) {
      String out = b.variable(b.outputs().get(0).name()).name();
      INDArray fed = x.castTo(b.inputs().get(0).dtype());
      b.checkInputs(Map.of("x", fed));
      try (GraphRunner runner = Runners.forward(b.graph(), List.of(out))) {
        return runner.run(Map.of("x", fed)).get(out).dup();
      }
    }
  }
}
