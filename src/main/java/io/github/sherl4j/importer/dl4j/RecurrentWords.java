package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Recurrent layers. Deeplearning4j keeps the gates of an LSTM as cell, forget, output, input; here
 * they are input, forget, cell, output.
 */
final class RecurrentWords {

  private static final List<String> CELLS = List.of("LSTM", "SimpleRnn", "GravesLSTM");
  private static final int[] GATES = {3, 1, 0, 2};

  private RecurrentWords() {}

  static void add() {
    CELLS.forEach(type -> Table.add(type, Kind.SEQUENCE, s -> single(s, type)));
    Table.add("GravesBidirectionalLSTM", Kind.SEQUENCE, RecurrentWords::gravesBoth);
    Table.add("Bidirectional", Kind.SEQUENCE, RecurrentWords::both);
    Table.add("LastTimeStep", Kind.SEQUENCE, RecurrentWords::lastStep);
  }

  private static INDArray gates(INDArray a) {
    int axis = a.rank() - 1;
    long n = a.size(axis) / 4;
    INDArray[] parts = new INDArray[4];
    for (int g = 0; g < 4; g++) {
      long from = GATES[g] * n;
      parts[g] =
          axis == 0
              ? a.get(NDArrayIndex.interval(from, from + n))
              : a.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + n));
    }
    return Nd4j.concat(axis, parts);
  }

  /** Recurrent weights [n, 4n + 3]: gates and the cell's own weights to forget, output, input. */
  private static INDArray gatesAndCell(INDArray a) {
    long n = a.size(0);
    INDArray four = gates(a.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 4 * n)));
    return Nd4j.concat(1, four, a.get(NDArrayIndex.all(), NDArrayIndex.interval(4 * n, 4 * n + 3)));
  }

  private static ObjectNode cell(Scribe s, LayerConfig c, String type) {
    if (c.flag("hasLayerNorm", false)) {
      s.unsupported("a recurrent layer with hasLayerNorm is not mapped; leave it out");
    }
    ObjectNode settings = Json.object();
    settings.put("units", c.size("nout"));
    settings.put("return_sequences", true);
    settings.put("activation", word(s, c, "activationFn"));
    if (!type.equals("SimpleRnn")) {
      settings.put("recurrent_activation", word(s, c, "gateActivationFn"));
    }
    return settings;
  }

  private static String word(Scribe s, LayerConfig c, String key) {
    JsonNode function = c.json(key);
    return ActivationWords.of(function)
        .orElseGet(
            () -> {
              s.unsupported("activation " + Json.type(function) + " is not mapped");
              return "linear";
            });
  }

  private static List<Param> params(LayerConfig c, String type, String prefix) {
    long in = c.size("nin");
    long n = c.size("nout");
    long wide = type.equals("SimpleRnn") ? n : 4 * n;
    Param kernel = Param.of(prefix + "W", 'f', in, wide);
    Param bias = Param.of(prefix + "b", 'c', wide);
    return switch (type) {
      case "SimpleRnn" -> List.of(kernel, Param.of(prefix + "RW", 'f', n, n), bias);
      case "LSTM" ->
          List.of(
              kernel.changed(RecurrentWords::gates),
              Param.of(prefix + "RW", 'f', n, 4 * n).changed(RecurrentWords::gates),
              bias.changed(RecurrentWords::gates));
      default ->
          List.of(
              kernel.changed(RecurrentWords::gates),
              Param.of(prefix + "RW", 'f', n, 4 * n + 3).changed(RecurrentWords::gatesAndCell),
              bias.changed(RecurrentWords::gates));
    };
  }

  private static void single(Scribe s, String type) {
    LayerConfig c = s.config();
    s.weights(params(c, type, ""), "W", "RW", "b");
    s.last(type.equals("SimpleRnn") ? "SimpleRNN" : type, cell(s, c, type));
  }

  private static final String[] BOTH = {"fW", "fRW", "fb", "bW", "bRW", "bb"};

  private static void gravesBoth(Scribe s) {
    LayerConfig c = s.config();
    List<Param> params = new ArrayList<>(params(c, "GravesLSTM", "f"));
    params.addAll(params(c, "GravesLSTM", "b"));
    s.weights(params, BOTH);
    ObjectNode settings = cell(s, c, "GravesLSTM");
    settings.put("merge_mode", "sum");
    s.last("GravesBidirectionalLSTM", settings);
  }

  private static void both(Scribe s) {
    LayerConfig c = s.config();
    JsonNode fwd = c.json("fwd");
    String type = Json.type(fwd);
    if (!CELLS.contains(type) || !type.equals(Json.type(c.json("bwd")))) {
      s.unsupported("Bidirectional of " + type + " is not mapped; known: " + CELLS);
      return;
    }
    LayerConfig forth = new LayerConfig(fwd, c.where() + ", fwd", 2);
    LayerConfig back = new LayerConfig(c.json("bwd"), c.where() + ", bwd", 2);
    List<Param> params = new ArrayList<>(params(forth, type, "f"));
    params.addAll(params(back, type, "b"));
    String mode = c.text("mode", "CONCAT");
    String merge =
        switch (mode) {
          case "CONCAT" -> "concat";
          case "ADD" -> "sum";
          case "MUL" -> "mul";
          case "AVERAGE" -> "ave";
          default -> throw c.corrupt("mode " + mode, "CONCAT, ADD, MUL or AVERAGE");
        };
    s.weights(params, BOTH);
    if (type.equals("GravesLSTM")) {
      ObjectNode settings = cell(s, forth, type);
      settings.put("merge_mode", merge);
      s.last("GravesBidirectionalLSTM", settings);
      return;
    }
    ObjectNode settings = Json.object();
    settings.put("merge_mode", merge);
    String keras = type.equals("SimpleRnn") ? "SimpleRNN" : type;
    settings.set("layer", layer(keras, cell(s, forth, type)));
    settings.set("backward_layer", layer(keras, cell(s, back, type)));
    s.last("Bidirectional", settings);
  }

  private static ObjectNode layer(String type, ObjectNode config) {
    ObjectNode layer = Json.object();
    layer.put("class_name", type);
    layer.set("config", config);
    return layer;
  }

  private static void lastStep(Scribe s) {
    s.inner("underlying", "sequence");
    s.last("LastTimeStep", Json.object());
    s.becomes(Kind.FLAT);
  }
}
