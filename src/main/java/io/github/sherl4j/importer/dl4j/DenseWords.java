package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import java.util.ArrayList;
import java.util.List;

/** Layers that are a product with a matrix, and look-ups in one. */
final class DenseWords {

  private DenseWords() {}

  static void add() {
    Table.add("DenseLayer", Kind.FLAT, s -> dense(s, false));
    Table.add("OutputLayer", Kind.FLAT, s -> dense(s, false));
    Table.add("CenterLossOutputLayer", Kind.FLAT, s -> dense(s, true));
    Table.add("RnnOutputLayer", Kind.SEQUENCE, s -> dense(s, false));
    Table.add("EmbeddingLayer", Kind.IDS, s -> embedding(s, Kind.FLAT));
    Table.add("EmbeddingSequenceLayer", Kind.IDS, s -> embedding(s, Kind.SEQUENCE));
    Table.add("ElementWiseMultiplicationLayer", Kind.FLAT, DenseWords::elementwise);
  }

  private static void dense(Scribe s, boolean centers) {
    LayerConfig c = s.config();
    long in = c.size("nin");
    long out = c.size("nout");
    boolean bias = c.flag("hasBias", true);
    if (c.flag("hasLayerNorm", false)) {
      s.unsupported("a dense layer with hasLayerNorm is not mapped; leave it out");
    }
    ObjectNode settings = Json.object();
    settings.put("units", out);
    settings.put("use_bias", bias);
    settings.put("activation", s.activation("activationFn"));
    List<Param> params = new ArrayList<>(List.of(Param.of("W", 'f', in, out)));
    if (bias) {
      params.add(Param.of("b", 'c', out));
    }
    if (centers) {
      params.add(Param.of("cL", 'c', out, in));
    }
    if (bias) {
      s.weights(params, "W", "b");
    } else {
      s.weights(params, "W");
    }
    s.last("Dense", settings);
  }

  private static void embedding(Scribe s, Kind kind) {
    LayerConfig c = s.config();
    long rows = c.size("nin");
    long width = c.size("nout");
    boolean bias = c.flag("hasBias", false);
    ObjectNode settings = Json.object();
    settings.put("input_dim", rows);
    settings.put("output_dim", width);
    settings.put("use_bias", bias);
    settings.put("activation", s.activation("activationFn"));
    Param table = Param.of("W", 'f', rows, width);
    if (bias) {
      s.weights(List.of(table, Param.of("b", 'c', width)), "W", "b");
    } else {
      s.weights(List.of(table), "W");
    }
    s.last(kind == Kind.FLAT ? "EmbeddingLayer" : "EmbeddingSequenceLayer", settings);
    s.becomes(kind);
  }

  private static void elementwise(Scribe s) {
    LayerConfig c = s.config();
    long width = c.size("nout");
    ObjectNode settings = Json.object();
    settings.put("units", width);
    settings.put("activation", s.activation("activationFn"));
    s.weights(List.of(Param.of("W", 'c', width), Param.of("b", 'c', width)), "W", "b");
    s.last("ElementWiseMultiplicationLayer", settings);
  }
}
