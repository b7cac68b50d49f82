package io.github.sherl4j.importer.keras;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model of one layer in double, with as many inputs as it takes; rows are a batch of two. */
final class LayerModel {

  static final String LAYER = "l";
  private static final String OPERATION = "ops.";

  private final String type;
  private final String settings;
  private final List<long[]> inputs = new ArrayList<>();
  private final Map<String, INDArray> weights = new LinkedHashMap<>();
  private final Random random = new Random(5);
  private String arguments = "";
  private String keywords = "";
  private String inputType = "float64";
  private double least = -1;

  /** Settings are JSON members. A type that begins with {@code ops.} is a function of Keras 3. */
  LayerModel(String type, String settings) {
    this.type = type;
    this.settings = settings;
  }

  static LayerModel of(String type, String settings, long... sizes) {
    return new LayerModel(type, settings).input(sizes);
  }

  /** The next input [2, sizes…]; the first axis is open in the file. */
  LayerModel input(long... sizes) {
    inputs.add(sizes);
    return this;
  }

  LayerModel ids() {
    inputType = "int32";
    return this;
  }

  /** Feeds numbers above zero only. */
  LayerModel positive() {
    least = 0.2;
    return this;
  }

  /** Arguments after the tensors, as JSON. */
  LayerModel then(String json) {
    arguments = json;
    return this;
  }

  /** Arguments by name, as JSON members. */
  LayerModel named(String json) {
    keywords = json;
    return this;
  }

  private static String path(String role) {
    return LAYER + "/" + role.replace('/', '_') + ":0";
  }

  LayerModel weight(String role, long... shape) {
    weights.put(path(role), values(random, -1, 1, shape).castTo(DataType.FLOAT));
    return this;
  }

  /** A weight between ½ and 1½. */
  LayerModel positive(String role, long... shape) {
    weights.put(path(role), values(random, 0.5, 1.5, shape).castTo(DataType.FLOAT));
    return this;
  }

  INDArray value(String role) {
    return weights.get(path(role)).castTo(DataType.DOUBLE);
  }

  static INDArray values(Random random, double least, double most, long... shape) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, least + (most - least) * random.nextDouble());
    }
    return array;
  }

  /** Numbers to feed it with, by input. */
  Map<String, INDArray> feeds() {
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    Random own = new Random(9);
    for (int i = 0; i < inputs.size(); i++) {
      long[] sizes = inputs.get(i);
      long[] shape = new long[sizes.length + 1];
      shape[0] = 2;
      System.arraycopy(sizes, 0, shape, 1, sizes.length);
      INDArray x = values(own, least, 1, shape);
      feeds.put("x" + i, inputType.equals("int32") ? x.add(1).mul(2).castTo(DataType.INT32) : x);
    }
    return feeds;
  }

  private String tensor(int i) {
    return "{\"class_name\":\"__keras_tensor__\",\"config\":{\"keras_history\":[\"x"
        + i
        + "\",0,0]}}";
  }

  private String node() {
    if (type.startsWith(OPERATION)) {
      String tensors =
          IntStream.range(0, inputs.size()).mapToObj(this::tensor).collect(Collectors.joining(","));
      boolean list = type.equals(OPERATION + "Concatenate");
      return "{\"args\":["
          + (list ? "[" + tensors + "]" : tensors)
          + (arguments.isEmpty() ? "" : "," + arguments)
          + "],\"kwargs\":{"
          + keywords
          + "}}";
    }
    return IntStream.range(0, inputs.size())
        .mapToObj(i -> "[\"x" + i + "\",0,0,{" + (i == 0 ? keywords : "") + "}]")
        .collect(Collectors.joining(",", "[", "]"));
  }

  String config() {
    boolean function = type.startsWith(OPERATION);
    StringBuilder layers = new StringBuilder();
    for (int i = 0; i < inputs.size(); i++) {
      String shape =
          Arrays.toString(inputs.get(i)).replace("[", "[null,").replace("[null,]", "[null]");
      layers
          .append("{\"class_name\":\"InputLayer\",\"name\":\"x" + i + "\",\"config\":{\"name\":\"x")
          .append(i + "\",\"dtype\":\"" + inputType + "\",\"batch_input_shape\":" + shape)
          .append("},\"inbound_nodes\":[]},");
    }
    String name = function ? type.substring(OPERATION.length()) : type;
    layers
        .append("{\"class_name\":\"" + name + "\",\"name\":\"" + LAYER + "\",")
        .append(function ? "\"module\":\"keras.src.ops.numpy\"," : "")
        .append("\"config\":{\"name\":\"" + LAYER + "\",\"dtype\":\"float64\"")
        .append(settings.isEmpty() ? "" : "," + settings)
        .append("},\"inbound_nodes\":[" + node() + "]}");
    String ends =
        IntStream.range(0, inputs.size())
            .mapToObj(i -> "[\"x" + i + "\",0,0]")
            .collect(Collectors.joining(","));
    return "{\"class_name\":\"Functional\",\"config\":{\"name\":\"m\",\"layers\":["
        + layers
        + "],\"input_layers\":["
        + ends
        + "],\"output_layers\":[[\""
        + LAYER
        + "\",0,0]]}}";
  }

  Path write(Path file) {
    String version = type.startsWith(OPERATION) ? "3.3.0" : "2.12.0";
    return H5Model.write(file, config(), version, Map.of(LAYER, weights));
  }
}
