package io.github.sherl4j.testing;

import com.google.common.base.Splitter;
import io.github.sherl4j.importer.layers.Legacy;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small functional models with random weights, written as Keras writes them. */
public final class KerasNet {

  private static final Map<String, String> PARTS =
      Map.of(
          "query", "query_dense",
          "key", "key_dense",
          "value", "value_dense",
          "attention_output", "output_dense");

  /** A weight of a layer. */
  private record Weight(String role, INDArray value) {}

  private final List<String> layers = new ArrayList<>();
  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, List<Weight>> weights = new LinkedHashMap<>();
  private final String input;
  private final Random random;
  private String last;

  /** A model fed with [batch, sizes…]; −1 is an unknown size. */
  public KerasNet(String input, long seed, long... sizes) {
    this.input = input;
    this.random = new Random(seed);
    StringBuilder shape = new StringBuilder("[null");
    for (long s : sizes) {
      shape.append(',').append(s < 0 ? "null" : "" + s);
    }
    add(input, "InputLayer", "\"dtype\":\"float32\",\"batch_input_shape\":" + shape + "]");
  }

  /** Adds a layer; the settings are JSON members, {@code from} the layers that it reads. */
  public KerasNet add(String name, String type, String settings, String... from) {
    String nodes =
        Stream.of(from).map(f -> "[\"" + f + "\",0,0,{}]").collect(Collectors.joining(","));
    layers.add(
        "{\"class_name\":\""
            + type
            + "\",\"name\":\""
            + name
            + "\",\"config\":{\"name\":\""
            + name
            + "\""
            + (settings.isEmpty() ? "" : "," + settings)
            + "},\"inbound_nodes\":["
            + (nodes.isEmpty() ? "" : "[" + nodes + "]")
            + "]}");
    types.put(name, type);
    weights.put(name, new ArrayList<>());
    last = name;
    return this;
  }

  /** Gives the last layer its next weight, uniform between two numbers. */
  public KerasNet weight(String role, double least, double most, long... shape) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape);
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, least + (most - least) * random.nextDouble());
    }
    weights.get(last).add(new Weight(role, array));
    return this;
  }

  /** Puts other values into weights, by {@code layer/role}; the others stay. */
  public KerasNet replace(Map<String, INDArray> values) {
    weights.forEach(
        (layer, own) ->
            own.replaceAll(
                w -> new Weight(w.role(), values.getOrDefault(layer + "/" + w.role(), w.value()))));
    return this;
  }

  private String config() {
    return "{\"class_name\":\"Functional\",\"config\":{\"name\":\"m\",\"layers\":["
        + String.join(",", layers)
        + "],\"input_layers\":[[\""
        + input
        + "\",0,0]],\"output_layers\":[[\""
        + last
        + "\",0,0]]}}";
  }

  /** Writes one HDF5 file as Keras 2 does. */
  public Path writeH5(Path file) {
    try (WritableHdfFile h = HdfFile.write(file)) {
      h.putAttribute("model_config", config());
      h.putAttribute("keras_version", "2.12.0");
      WritableGroup all = h.putGroup("model_weights");
      weights.forEach(
          (layer, own) -> {
            if (own.isEmpty()) {
              return;
            }
            WritableGroup group = all.putGroup(layer);
            List<String> names = new ArrayList<>();
            for (Weight w : own) {
              String name = w.role().replace('/', '_') + ":0";
              group.putDataset(name, nested(w.value()));
              names.add(name);
            }
            if (!names.isEmpty()) {
              group.putAttribute("weight_names", names.toArray(new String[0]));
            }
          });
    }
    return file;
  }

  /** Writes a {@code .keras} archive as Keras 3 does. */
  public Path writeArchive(Path file) {
    Path inner = file.resolveSibling(file.getFileName() + ".weights");
    try (WritableHdfFile h = HdfFile.write(inner)) {
      Map<String, WritableGroup> groups = new HashMap<>();
      Map<String, Integer> counts = new HashMap<>();
      types.forEach(
          (layer, type) -> {
            String snake = Legacy.snake(type);
            int n = counts.merge(snake, 1, Integer::sum) - 1;
            Map<String, Integer> places = new HashMap<>();
            for (Weight w : weights.get(layer)) {
              String part = PARTS.get(Splitter.on('/').splitToList(w.role()).get(0));
              String path =
                  "layers/" + snake + (n == 0 ? "" : "_" + n) + (part == null ? "" : "/" + part);
              int place = places.merge(path, 1, Integer::sum) - 1;
              group(h, groups, path + "/vars").putDataset("" + place, nested(w.value()));
            }
          });
    }
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("metadata.json"));
      zip.write("{\"keras_version\":\"3.3.0\"}".getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("config.json"));
      zip.write(config().getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      Files.copy(inner, zip);
      Files.delete(inner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static WritableGroup group(
      WritableGroup root, Map<String, WritableGroup> groups, String path) {
    WritableGroup at = root;
    StringBuilder so = new StringBuilder();
    for (String part : Splitter.on('/').split(path)) {
      so.append('/').append(part);
      WritableGroup above = at;
      at = groups.computeIfAbsent(so.toString(), p -> above.putGroup(part));
    }
    return at;
  }

  private static Object nested(INDArray a) {
    if (a.rank() == 1) {
      return a.toFloatVector();
    }
    Object all = null;
    for (int i = 0; i < a.size(0); i++) {
      Object part = nested(a.slice(i));
      all = all == null ? Array.newInstance(part.getClass(), (int) a.size(0)) : all;
      Array.set(all, i, part);
    }
    return all;
  }
}
