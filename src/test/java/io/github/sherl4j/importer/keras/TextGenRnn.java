package io.github.sherl4j.importer.keras;

import io.jhdf.HdfFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whole models made of files that hold the weights of a character model alone: an embedding, two
 * LSTMs, all three side by side, averaged by attention that leaves padding out, and a softmax.
 */
final class TextGenRnn {

  static final int CLASSES = 465;
  static final int CONTEXT = 40;
  private static final int UNITS = 128;
  private static final int GATES = 4;

  private final Map<String, Map<String, INDArray>> weights = new LinkedHashMap<>();
  private final StringBuilder layers = new StringBuilder();

  private TextGenRnn() {}

  /** Writes the model of a file of weights. */
  static Path write(Path weights, Path file) {
    TextGenRnn model = new TextGenRnn();
    try (HdfFile from = new HdfFile(weights)) {
      model.layer(
          "InputLayer",
          "input",
          "\"dtype\":\"int32\",\"batch_input_shape\":[null," + CONTEXT + "]");
      model.layer("Embedding", "embedding", "\"input_dim\":465,\"output_dim\":100", "input");
      model.same(from, "embedding", "embeddings:0");
      model.cell(from, "rnn_1", "embedding");
      model.cell(from, "rnn_2", "rnn_1");
      model.layer("Concatenate", "rnn_concat", "\"axis\":-1", "embedding", "rnn_1", "rnn_2");
      model.layer("AttentionWeightedAverage", "attention", "", "rnn_concat", "input");
      model.same(from, "attention", "attention_W:0");
      model.layer("Dense", "output", "\"units\":465,\"activation\":\"softmax\"", "attention");
      model.same(from, "output", "kernel:0", "bias:0");
    }
    String config =
        "{\"class_name\":\"Model\",\"config\":{\"name\":\"m\",\"layers\":["
            + model.layers
            + "],\"input_layers\":[[\"input\",0,0]],\"output_layers\":[[\"output\",0,0]]}}";
    return H5Model.write(file, config, "2.1.5", model.weights);
  }

  private void layer(String type, String name, String settings, String... inputs) {
    layers.append(layers.isEmpty() ? "" : ",").append("{\"class_name\":\"" + type + "\",");
    layers.append("\"name\":\"" + name + "\",\"config\":{\"name\":\"" + name + "\"");
    layers.append(settings.isEmpty() ? "" : "," + settings).append("},\"inbound_nodes\":[");
    for (int i = 0; i < inputs.length; i++) {
      layers.append(i == 0 ? "[" : ",").append("[\"" + inputs[i] + "\",0,0,{}]");
    }
    layers.append(inputs.length == 0 ? "]}" : "]]}");
    weights.put(name, new LinkedHashMap<>());
  }

  private static Object data(HdfFile from, String layer, String weight) {
    return from.getDatasetByPath(layer + "/" + layer + "/" + weight).getData();
  }

  private void put(String layer, String weight, INDArray array) {
    weights.get(layer).put(layer + "/" + weight, array);
  }

  private void same(HdfFile from, String layer, String... names) {
    for (String name : names) {
      Object data = data(from, layer, name);
      INDArray array =
          data instanceof float[] row
              ? Nd4j.createFromArray(row)
              : Nd4j.createFromArray((float[][]) data);
      put(layer, name, array);
    }
  }

  /** The file has the layout of cuDNN: blocks of gates turned in two ways, two biases. */
  private void cell(HdfFile from, String name, String input) {
    layer(
        "LSTM",
        name,
        "\"units\":128,\"activation\":\"tanh\",\"recurrent_activation\":\"sigmoid\","
            + "\"use_bias\":true,\"return_sequences\":true",
        input);
    float[][] kernel = (float[][]) data(from, name, "kernel:0");
    float[][] recurrent = (float[][]) data(from, name, "recurrent_kernel:0");
    float[] biases = (float[]) data(from, name, "bias:0");
    int width = kernel.length;
    float[][] in = new float[width][GATES * UNITS];
    float[][] back = new float[UNITS][GATES * UNITS];
    float[] bias = new float[GATES * UNITS];
    for (int column = 0; column < GATES * UNITS; column++) {
      int block = column / UNITS * UNITS;
      int unit = column % UNITS;
      bias[column] = biases[column] + biases[GATES * UNITS + column];
      for (int row = 0; row < width; row++) {
        int place = row + width * unit;
        in[row][column] = kernel[place / UNITS][block + place % UNITS];
      }
      for (int row = 0; row < UNITS; row++) {
        back[row][column] = recurrent[unit][block + row];
      }
    }
    put(name, "kernel:0", Nd4j.createFromArray(in));
    put(name, "recurrent_kernel:0", Nd4j.createFromArray(back));
    put(name, "bias:0", Nd4j.createFromArray(bias));
  }
}
