package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.UnsupportedOpException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a network has its tensors outside.
 *
 * @param mapsFirst whether maps are NCHW, else NHWC
 * @param sequencesFirst whether sequences are [batch, features, time], else [batch, time, features]
 */
record Formats(boolean mapsFirst, boolean sequencesFirst) {

  private static final List<String> MAPS = List.of("cnn2dDataFormat", "dataFormat", "format");
  private static final List<String> SEQUENCES =
      List.of("rnnDataFormat", "rnndataFormat", "dataFormat", "outputFormat");

  /** What the layers that turn call it. */
  private static final List<String> FORMATS =
      List.of("rnnDataFormat", "outputFormat", "cnn2dDataFormat");

  /** Whatever these read, their settings say in which format they give it. */
  private static final Set<String> MAKE_SEQUENCES =
      Set.of("EmbeddingSequenceLayer", "RepeatVector");

  /**
   * Where two of these follow each other and do not say the same, Deeplearning4j turns the sequence
   * in between; to say nothing is not the same as to say NCW.
   */
  private static final Set<String> TURNING =
      Set.of(
          "Convolution1D",
          "Convolution1DLayer",
          "Subsampling1DLayer",
          "Pooling1D",
          "EmbeddingSequenceLayer",
          "LSTM",
          "SimpleRnn");

  /** These say nothing unless they are told what to say. */
  private static final Set<String> SILENT = Set.of("LSTM", "SimpleRnn");

  /** What all layers of a network agree on. */
  static Formats of(Network network) {
    nothingTurns(network);
    return new Formats(
        agreed(network, Kind.MAPS, "NCHW", "NHWC"), agreed(network, Kind.SEQUENCE, "NCW", "NWC"));
  }

  private static boolean agreed(Network network, Kind kind, String first, String last) {
    String agreed = "";
    for (Node node : network.nodes()) {
      JsonNode layer = InputKinds.unwrapped(node.config());
      String own =
          format(layer, kind(layer), kind, first, last)
              .or(() -> format(node.config(), kind(node.config()), kind, first, last))
              .or(() -> format(node.preprocessor(), kind, kind, first, last))
              .or(() -> format(node.config().path("preProcessor"), kind, kind, first, last))
              .orElse("");
      if (!agreed.isEmpty() && !own.isEmpty() && !own.equals(agreed)) {
        throw new UnsupportedOpException(
            "layer " + node.name() + " in " + own + " after others in " + agreed,
            "one format in the whole network",
            network.where() + ", layer " + node.name(),
            "give every layer the same data format, or let setInputType(s) do it");
      }
      agreed = own.isEmpty() ? agreed : own;
    }
    return !agreed.equals(last);
  }

  private static void nothingTurns(Network network) {
    Map<String, Node> before = new HashMap<>();
    for (Node node : network.nodes()) {
      if (!TURNING.contains(node.type())) {
        continue;
      }
      before.put(node.name(), node);
      for (String input : node.inputs()) {
        Node read = before.get(input);
        if (read != null && says(read) != says(node)) {
          boolean silent = says(read);
          throw new UnsupportedOpException(
              "layer "
                  + (silent ? node : read).name()
                  + " without a data format beside "
                  + (silent ? read : node).name()
                  + " with one: Deeplearning4j itself turns the sequence between them",
              "one format in the whole network",
              network.where() + ", layer " + node.name(),
              "give every layer the same data format, or let setInputType(s) do it");
        }
      }
    }
  }

  private static boolean says(Node node) {
    return SILENT.contains(node.type())
        ? node.config().path("rnnDataFormat").isTextual()
        : FORMATS.stream().noneMatch(key -> node.config().path(key).isNull());
  }

  /** What the format in a layer's settings is about. */
  private static Kind kind(JsonNode layer) {
    String type = Json.type(layer);
    return MAKE_SEQUENCES.contains(type) ? Kind.SEQUENCE : Table.demand(type).orElse(null);
  }

  private static Optional<String> format(
      JsonNode config, Kind has, Kind kind, String first, String last) {
    if (has != kind) {
      return Optional.empty();
    }
    return (kind == Kind.MAPS ? MAPS : SEQUENCES)
        .stream()
            .map(key -> config.path(key).asText(""))
            .filter(f -> f.equals(first) || f.equals(last))
            .findFirst();
  }
}
