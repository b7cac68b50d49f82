package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.TensorRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an input goes through before a layer reads it. */
final class Preprocessors {

  /** What each takes its input for. */
  static final Map<String, Kind> DEMANDS =
      Map.of(
          "CnnToFeedForwardPreProcessor", Kind.MAPS,
          "CnnToRnnPreProcessor", Kind.MAPS,
          "RnnToFeedForwardPreProcessor", Kind.SEQUENCE,
          "RnnToCnnPreProcessor", Kind.SEQUENCE,
          "FeedForwardToCnnPreProcessor", Kind.FLAT,
          "FeedForwardToRnnPreProcessor", Kind.FLAT);

  private Preprocessors() {}

  static void say(Scribe s, JsonNode config) {
    if (config.isMissingNode() || config.isNull()) {
      return;
    }
    switch (Json.type(config)) {
      case "CnnToFeedForwardPreProcessor" -> flatten(s, config);
      case "FeedForwardToCnnPreProcessor" -> {
        if (s.kind() != Kind.MAPS) {
          boolean rows = s.kind() == Kind.ROWS;
          maps(s, config, rows ? Optional.of(s.value().ref()) : s.value().steps());
        }
      }
      case "RnnToFeedForwardPreProcessor" -> {
        if (s.kind() == Kind.SEQUENCE) {
          s.becomes(Kind.ROWS);
        }
      }
      case "FeedForwardToRnnPreProcessor" -> steps(s);
      case "RnnToCnnPreProcessor" -> maps(s, config, Optional.of(s.value().ref()));
      case "CnnToRnnPreProcessor" -> {
        flatten(s, config);
        steps(s);
      }
      case "ComposableInputPreProcessor" ->
          config.path("inputPreProcessors").forEach(inner -> say(s, inner));
      default ->
          s.unsupported(
              "input preprocessor "
                  + Json.type(config)
                  + " is not mapped; known: "
                  + DEMANDS.keySet()
                  + "; a network that came from a Keras file is best read from that file");
    }
  }

  private static ObjectNode sizes(Scribe s, JsonNode json) {
    LayerConfig config = new LayerConfig(json, s.config().where() + ", preprocessor", 2);
    ObjectNode settings = Json.object();
    settings.put("height", config.size("inputHeight"));
    settings.put("width", config.size("inputWidth"));
    settings.put("channels", config.size("numChannels"));
    return settings;
  }

  private static void flatten(Scribe s, JsonNode config) {
    if (s.kind() == Kind.FLAT) {
      return;
    }
    ObjectNode settings = sizes(s, config);
    settings.put("first", !config.path("format").asText("NCHW").equals("NHWC"));
    s.step("flat", "MapsToRows", settings);
    s.becomes(Kind.FLAT);
  }

  /** Maps are made as NCHW, whatever the format. */
  private static void maps(Scribe s, JsonNode config, Optional<TensorRef> from) {
    s.step("maps", "RowsToMaps", sizes(s, config));
    s.becomes(Kind.MAPS);
    s.steps(from);
  }

  private static void steps(Scribe s) {
    if (s.kind() == Kind.FLAT) {
      s.stepOfRows("steps", "RowsToSteps", Json.object());
      s.steps(Optional.empty());
    }
    s.becomes(Kind.SEQUENCE);
  }

  /** Sizes that a preprocessor says of its input, in the order of the network; empty if none. */
  static List<Long> input(JsonNode config, Kind kind, Formats formats) {
    for (JsonNode inner : config.path("inputPreProcessors")) {
      List<Long> said = input(inner, kind, formats);
      if (!said.isEmpty()) {
        return said;
      }
    }
    if (!DEMANDS.containsKey(Json.type(config)) || !config.has("inputHeight")) {
      return List.of();
    }
    long h = config.path("inputHeight").asLong();
    long w = config.path("inputWidth").asLong();
    long c = config.path("numChannels").asLong();
    if (Math.min(h, Math.min(w, c)) < 1 || Math.max(h, Math.max(w, c)) > 1 << 20) {
      return List.of();
    }
    return switch (kind) {
      case MAPS -> formats.mapsFirst() ? List.of(c, h, w) : List.of(h, w, c);
      case SEQUENCE -> formats.sequencesFirst() ? List.of(h * w * c, -1L) : List.of(-1L, h * w * c);
      default -> List.of(h * w * c);
    };
  }
}
